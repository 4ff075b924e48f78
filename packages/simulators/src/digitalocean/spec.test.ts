// Guarantee: what the simulator sends and takes has the fields and types of DigitalOcean's specification, and no
// others.

// The fields and types of https://github.com/digitalocean/openapi, written down by hand: what the simulator sends and takes
// is in there. "?" may be missing, "|null" may be null.
import { expect, test } from "vitest";
import { TestLab } from "../../test/digitalocean/lab.ts";
import { Lab } from "../../test/lab.ts";
import { Spec } from "../../test/spec.ts";
import { OrderBody } from "./order-body.ts";

const tables: Spec.Tables = {
  account: {
    droplet_limit: "integer?",
    floating_ip_limit: "integer?",
    reserved_ip_limit: "integer?",
    volume_limit: "integer?",
    email: "string",
    name: "string?",
    uuid: "string",
    email_verified: "boolean",
    status: "string",
    status_message: "string",
    team: "team?",
  },
  team: { uuid: "string", name: "string" },
  size: {
    slug: "string",
    memory: "integer",
    vcpus: "integer",
    disk: "integer",
    transfer: "number",
    price_monthly: "number",
    price_hourly: "number",
    regions: "string[]",
    available: "boolean",
    description: "string",
    disk_info: "disk_info[]?",
    gpu_info: "gpu_info?",
  },
  disk_info: { type: "string", size: "amount" },
  gpu_info: { count: "integer", model: "string", vram: "amount" },
  amount: { amount: "integer", unit: "string" },
  region: { name: "string", slug: "string", features: "string[]", available: "boolean", sizes: "string[]" },
  image: {
    id: "integer",
    name: "string",
    type: "string",
    distribution: "string",
    slug: "string|null",
    public: "boolean",
    regions: "string[]",
    created_at: "string",
    min_disk_size: "integer|null",
    size_gigabytes: "number|null",
    description: "string",
    tags: "string[]",
    status: "string",
    error_message: "string",
  },
  key: { id: "integer", fingerprint: "string", public_key: "string", name: "string" },
  droplet: {
    id: "integer",
    name: "string",
    memory: "integer",
    vcpus: "integer",
    disk: "integer",
    disk_info: "disk_info[]?",
    locked: "boolean",
    status: "string",
    kernel: "object|null",
    created_at: "string",
    features: "string[]",
    backup_ids: "integer[]",
    next_backup_window: "object|null",
    snapshot_ids: "integer[]",
    image: "image",
    volume_ids: "string[]",
    size: "size",
    size_slug: "string",
    networks: "networks",
    region: "region",
    tags: "string[]",
    vpc_uuid: "string",
    gpu_info: "gpu_info?",
  },
  networks: { v4: "network_v4[]", v6: "network_v6[]" },
  network_v4: { ip_address: "string", netmask: "string", gateway: "string|null", type: "string" },
  network_v6: { ip_address: "string", netmask: "integer", gateway: "string", type: "string" },
  action: {
    id: "integer",
    status: "string",
    type: "string",
    started_at: "string",
    completed_at: "string|null",
    resource_id: "integer|null",
    resource_type: "string",
    region: "region",
    region_slug: "string|null",
  },
  link: { id: "integer", rel: "string", href: "string" },
};

test("what is sent has the fields and types of the specification, and no others", async () => {
  const lab = await TestLab.open();
  const gpu = { count: 1, model: "nvidia_h100", vramGb: 80 };
  await lab.stock([{}, { slug: "gpu-h100x1-80gb", gpu, priceMonthly: 2521.68 }]);
  const key = await lab.api("POST", "/v2/account/keys", { name: "ops", public_key: Lab.publicKey() });
  const placed = (await lab.order({ ipv6: true, tags: ["a"], ssh_keys: [key.json.ssh_key.id] })).json;
  const get = async (path: string) => (await lab.api("GET", path)).json;
  const path = `/v2/droplets/${placed.droplet.id}`;
  const early = await get(path);
  const underway = await get(`/v2/actions/${placed.links.actions[0].id}`);
  await lab.advance(60);
  const late = await get(path);
  const over = await get(`/v2/actions/${placed.links.actions[0].id}`);
  const samples: [unknown, string][] = [
    [(await get("/v2/account")).account, "account"],
    [(await get("/v2/sizes")).sizes, "size[]"],
    [(await get("/v2/regions")).regions, "region[]"],
    [(await get("/v2/images")).images, "image[]"],
    [(await get("/v2/account/keys")).ssh_keys, "key[]"],
    [key.json.ssh_key, "key"],
    [(await get("/v2/droplets")).droplets, "droplet[]"],
    [placed.links.actions, "link[]"],
    [[placed.droplet, early.droplet, late.droplet], "droplet[]"],
    [[underway.action, over.action], "action[]"],
    [(await get("/v2/actions")).actions, "action[]"],
    [(await get(`${path}/actions`)).actions, "action[]"],
  ];
  for (const [value, type] of samples) expect(Spec.mistakes(tables, value, type)).toEqual([]);
});

test("what is taken are the fields of the specification", () => {
  const fields = [
    [
      "name",
      "names",
      "region",
      "size",
      "image",
      "ssh_keys",
      "backups",
      "backup_policy",
      "ipv6",
      "monitoring",
    ],
    [
      "tags",
      "user_data",
      "private_networking",
      "volumes",
      "vpc_uuid",
      "with_droplet_agent",
      "public_networking",
    ],
  ].flat();
  expect(Object.keys(OrderBody.Fields.shape).sort()).toEqual(fields.sort());
});
