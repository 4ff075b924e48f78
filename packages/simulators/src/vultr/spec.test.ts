// Guarantee: what the simulator sends and takes has the fields and types of Vultr's documentation, or was seen live
// and says so.

// The fields and types of https://www.vultr.com/api/, written down by hand, with what was only ever seen live marked so:
// what the simulator sends and takes is in there. "?" may be missing.
import { expect, test } from "vitest";
import { Spec } from "../../test/spec.ts";
import { TestLab } from "../../test/vultr/lab.ts";
import { OrderBody } from "./order-body.ts";

const machine = {
  id: "string",
  os: "string",
  main_ip: "string",
  region: "string",
  default_password: "string?",
  date_created: "string",
  status: "string",
  netmask_v4: "string",
  gateway_v4: "string",
  label: "string",
  plan: "string",
  os_id: "integer",
  app_id: "integer",
  image_id: "string",
  v6_network: "string",
  v6_main_ip: "string",
  v6_network_size: "integer",
  features: "string[]",
  tags: "string[]",
  user_scheme: "string",
};
const tables: Spec.Tables = {
  account: {
    name: "string",
    email: "string",
    acls: "string[]",
    balance: "number",
    pending_charges: "number",
    last_payment_date: "string",
    last_payment_amount: "number",
  },
  plan: {
    id: "string",
    vcpu_count: "integer",
    ram: "integer",
    disk: "integer",
    disk_count: "integer",
    bandwidth: "integer",
    monthly_cost: "number",
    hourly_cost: "number",
    monthly_cost_preemptible: "number",
    hourly_cost_preemptible: "number",
    invoice_type: "string",
    type: "string",
    locations: "string[]",
    location_cost: "object",
    // Seen live, and in no document.
    disk_type: "string?",
    storage_type: "string?",
    vcpu_type: "string?",
    cpu_vendor: "string?",
    deploy_ondemand: "boolean?",
    deploy_preemptible: "boolean?",
    gpu_vram_gb: "number?",
    gpu_type: "string?",
    gpu_brand: "string?",
    gpu_count: "integer?",
  },
  metal_plan: {
    id: "string",
    cpu_count: "integer",
    cpu_model: "string",
    cpu_threads: "integer",
    ram: "integer",
    disk: "integer",
    disk_count: "integer",
    bandwidth: "integer",
    monthly_cost: "number",
    hourly_cost: "number",
    type: "string",
    locations: "string[]",
    // Seen live, and in no document.
    cpu_cores: "integer?",
    cpu_mhz: "integer?",
    physical_cpus: "integer?",
    cpu_manufacturer: "string?",
    deploy_ondemand: "boolean?",
    deploy_preemptible: "boolean?",
  },
  region: {
    id: "string",
    city: "string",
    country: "string",
    continent: "string",
    options: "string[]",
    connectivity: "string[]",
  },
  os: { id: "integer", name: "string", arch: "string", family: "string" },
  key: { id: "string", date_created: "string", name: "string", ssh_key: "string" },
  instance: {
    ...machine,
    ram: "integer",
    disk: "integer",
    vcpu_count: "integer",
    power_status: "string",
    server_status: "string",
    allowed_bandwidth: "integer",
    hostname: "string",
    internal_ip: "string",
    kvm: "string",
    snapshot_id: "string",
    firewall_group_id: "string",
    vpc_only: "boolean",
  },
  bare_metal: { ...machine, ram: "string", disk: "string", cpu_count: "integer", mac_address: "integer" },
};

test("what is sent has the fields and types of the specification, and no others", async () => {
  const lab = await TestLab.open();
  const gpu = { brand: "nvidia", type: "A100", vramGb: 80, count: 1 };
  const locationCost = { sao: { monthlyCost: 7.5, hourlyCost: 0.011 } };
  await lab.stock([{ locationCost }, { id: "vcg", type: "vcg", gpu, locationCost }, { type: "vbm" }]);
  const early = (await lab.order({ enable_ipv6: true })).json.instance;
  const earlyMetal = (await lab.orderMetal({ enable_ipv6: true })).json.bare_metal;
  await lab.advance(60);
  const get = async (path: string) => (await lab.api("GET", path)).json;
  const samples: [unknown, string][] = [
    [(await get("/account")).account, "account"],
    [(await get("/plans")).plans, "plan[]"],
    [(await get("/plans-metal")).plans_metal, "metal_plan[]"],
    [(await get("/regions")).regions, "region[]"],
    [(await get("/os")).os, "os[]"],
    [[early, ...(await get("/instances")).instances], "instance[]"],
    [[earlyMetal, ...(await get("/bare-metals")).bare_metals], "bare_metal[]"],
  ];
  for (const [value, type] of samples) expect(Spec.mistakes(tables, value, type)).toEqual([]);
});

test("what is taken are the fields of the specification", () => {
  const both = [
    [
      "region",
      "plan",
      "os_id",
      "app_id",
      "image_id",
      "snapshot_id",
      "ipxe_chain_url",
      "script_id",
      "enable_ipv6",
    ],
    ["enable_vpc", "attach_vpc", "enable_vpc2", "attach_vpc2", "sshkey_id", "user_data", "label", "hostname"],
    ["activation_email", "tag", "tags", "reserved_ipv4", "user_scheme", "app_variables"],
  ].flat();
  const instance = [
    [
      "iso_id",
      "disable_public_ipv4",
      "attach_private_network",
      "enable_private_network",
      "vpc_only",
      "backups",
    ],
    ["ddos_protection", "firewall_group_id", "block_devices"],
  ].flat();
  const bareMetal = ["persistent_pxe", "mdisk_mode", "detach_vpc2"];
  expect(Object.keys(OrderBody.Instance.shape).sort()).toEqual([...both, ...instance].sort());
  expect(Object.keys(OrderBody.BareMetal.shape).sort()).toEqual([...both, ...bareMetal].sort());
});
