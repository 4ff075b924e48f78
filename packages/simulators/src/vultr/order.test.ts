// Guarantee: an accepted order is one machine, the last of a plan is sold once, and a refused order buys nothing.
// If the simulator broke this, no test of the product could show a double order.
import { describe, expect, test, vi } from "vitest";
import { Lab } from "../../test/lab.ts";
import { TestLab } from "../../test/vultr/lab.ts";

const now = () => Date.parse("2026-10-02T13:22:20Z");

describe("an order", () => {
  test("of an instance answers 202 with it; it is pending without an address, and then active with one", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock();
    const key = (await lab.api("POST", "/ssh-keys", { name: "ops", ssh_key: Lab.publicKey() })).json.ssh_key;
    const answer = await lab.order({
      sshkey_id: [key.id],
      enable_ipv6: true,
      backups: "disabled",
      tags: ["a"],
    });
    expect(answer.status).toBe(202);
    const { instance } = answer.json;
    expect(instance).toMatchObject({
      os: "Ubuntu 24.04 LTS x64",
      ram: 1024,
      disk: 0,
      main_ip: "0.0.0.0",
      date_created: "2026-10-02T13:22:20+00:00",
      status: "pending",
      power_status: "running",
      server_status: "none",
      label: "op-7f3c2a",
      v6_main_ip: "",
      default_password: expect.any(String),
      tags: ["a"],
    });
    expect(await lab.orders()).toMatchObject([
      { id: instance.id, account: lab.owner.account, label: "op-7f3c2a", status: "pending", monthlyCost: 5 },
    ]);
    await lab.advance(60);
    const look = async () => (await lab.api("GET", `/instances/${instance.id}`)).json.instance;
    expect(await look()).toMatchObject({
      status: "active",
      server_status: "ok",
      disk: 25,
      main_ip: expect.stringMatching(/^198\./),
      v6_network_size: 64,
      default_password: instance.default_password,
    });
    await lab.advance(600);
    expect(await look(), "ten minutes later").not.toHaveProperty("default_password");
  });

  test("of bare metal answers with texts for memory and disks, and without an address at first", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock({ type: "vbm" });
    const { bare_metal } = (await lab.orderMetal({ mdisk_mode: "raid1" })).json;
    expect(bare_metal).toMatchObject({
      ram: "32768 MB",
      disk: "2x 240GB SSD",
      main_ip: "",
      status: "pending",
      mac_address: expect.any(Number),
      default_password: expect.any(String),
    });
    await lab.advance(60);
    const found = (await lab.api("GET", `/bare-metals/${bare_metal.id}`)).json.bare_metal;
    expect(found).toMatchObject({ status: "active", main_ip: expect.stringMatching(/^198\./) });
    expect((await lab.api("GET", `/instances/${bare_metal.id}`)).status).toBe(404);
  });

  test("of many for the last one at once exactly one is taken, and the region is off the list", async () => {
    const lab = await TestLab.open();
    await lab.stock({ capacity: { ewr: 1 } });
    const buyers = await Promise.all(Array.from({ length: 10 }, () => lab.customer()));
    const answers = await Promise.all(buyers.map((buyer) => lab.order({}, buyer)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const { status, json } of answers.filter((answer) => answer.status !== 202)) {
      expect({ status, json }).toEqual({
        status: 400,
        json: { error: "Plan is not available in the selected region.", status: 400 },
      });
    }
    expect(await lab.orders()).toHaveLength(1);
    expect((await lab.open("/plans")).json.plans[0].locations).toEqual(["ams", "fra"]);
  });

  test.each([
    [{ plan: "vbm-4c-32gb" }, /Invalid plan chosen/],
    [{ plan: "none" }, /Invalid plan chosen/],
    [{ plan: "spot" }, /Invalid plan chosen/],
    [{ region: "mars" }, /Invalid region/],
    [{ region: "sgp" }, /not available in the selected region/],
    [{ os_id: undefined }, /Exactly one/],
    [{ app_id: 1 }, /Exactly one/],
    [{ os_id: 1 }, /Invalid OS/],
    [{ os_id: undefined, snapshot_id: "x" }, /Invalid OS/],
    [{ sshkey_id: ["x"] }, /Invalid SSH key/],
    [{ ipxe_chain_url: "http://x" }, /custom OS/],
    [{ backups: false }, /backups/],
    [{ user_data: "not base64!" }, /base64/],
    [{ colour: "red" }, /colour/],
  ])("with %j is 400 and buys nothing", async (given, message) => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm" }, { id: "spot", deployOndemand: false }]);
    expect(await lab.order(given)).toMatchObject({
      status: 400,
      json: { status: 400, error: expect.stringMatching(message) },
    });
    expect(await lab.orders()).toEqual([]);
  });

  test("is refused where nobody pays, and of an instance's plan as bare metal", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const poor = await lab.customer({ paymentMethod: false });
    expect(await lab.order({}, poor)).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining("credit") },
    });
    expect((await lab.orderMetal({ plan: "vc2-1c-1gb" })).json.error).toBe("Invalid plan chosen.");
    expect(await lab.orders()).toEqual([]);
  });

  test("costs what the region asks", async () => {
    const lab = await TestLab.open();
    await lab.stock({ locationCost: { ewr: { monthlyCost: 7.5, hourlyCost: 0.011 } } });
    await lab.order();
    expect(await lab.orders()).toMatchObject([{ monthlyCost: 7.5 }]);
  });

  // Guarantee: the simulator knows whether money was spent even where the caller can't.
  test.each([
    ["/instances", "reset", "before", 0],
    ["/instances", "reset", "after", 1],
    ["/bare-metals", "status", "after", 1],
  ])("to %s: %s %s it was applied leaves %i", async (path, kind, when, placed) => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm" }]);
    await lab.fault({ route: `POST /v2${path}`, kind, when });
    const body = path === "/instances" ? TestLab.wish : TestLab.metalWish;
    await lab.api("POST", path, body).catch(() => null);
    await vi.waitFor(async () => expect(await lab.journal()).toMatchObject([{ applied: placed === 1 }]));
    expect(await lab.orders()).toHaveLength(placed);
    expect((await lab.api("GET", path)).json.meta.total).toBe(placed);
  });

  test("sold: somebody else took the rest", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.fault({ route: "POST /v2/instances", kind: "sold" });
    expect(await lab.order()).toMatchObject({
      status: 400,
      json: { error: expect.stringContaining("not available") },
    });
    expect((await lab.open("/regions/ewr/availability")).json.available_plans).toEqual([]);
  });
});

describe("look-ups", () => {
  test("of instances are filtered by label, of bare metal they are not, and each sees its own", async () => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm" }]);
    for (const label of ["op-1", "op-12", "x"]) {
      await lab.order({ label });
      await lab.orderMetal({ label });
    }
    const labels = async (path: string, key: string, as = lab.owner) =>
      (await lab.api("GET", path, undefined, as)).json[key].map(({ label }: { label: string }) => label);
    expect(await labels("/instances?label=op-1", "instances"), "more than it should").toEqual([
      "op-1",
      "op-12",
    ]);
    expect(await labels("/instances?label=op-2", "instances")).toEqual([]);
    expect(await labels("/bare-metals?label=op-1", "bare_metals"), "all").toEqual(["op-1", "op-12", "x"]);
    expect(await labels("/instances", "instances", await lab.customer())).toEqual([]);
  });

  test("of bare metal go by pages that deletions between them do not disturb", async () => {
    const lab = await TestLab.open();
    await lab.stock({ type: "vbm" });
    const ids: string[] = [];
    for (const label of ["a", "b", "c"]) ids.push((await lab.orderMetal({ label })).json.bare_metal.id);
    const { next } = (await lab.api("GET", "/bare-metals?per_page=2")).json.meta.links;
    await lab.api("DELETE", `/bare-metals/${ids[0]}`);
    const page = (await lab.api("GET", `/bare-metals?per_page=2&cursor=${next}`)).json;
    expect(page).toMatchObject({ bare_metals: [{ label: "c" }], meta: { links: { next: "" } } });
  });

  test("can come to know of an order late", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { listedAfterSeconds: 30 });
    await lab.stock();
    await lab.order();
    const total = async () => (await lab.api("GET", "/instances?label=op-7f3c2a")).json.meta.total;
    expect(await total()).toBe(0);
    await lab.advance(30);
    expect(await total()).toBe(1);
  });
});

describe("deleting", () => {
  test("is 204 and then 404, and never another account's", async () => {
    const lab = await TestLab.open();
    await lab.stock([{}, { type: "vbm" }]);
    const paths = [
      `/instances/${(await lab.order()).json.instance.id}`,
      `/bare-metals/${(await lab.orderMetal()).json.bare_metal.id}`,
    ];
    for (const path of paths) {
      expect((await lab.api("DELETE", path, undefined, await lab.customer())).status).toBe(404);
      expect(await lab.api("DELETE", path)).toEqual({ status: 204, json: null });
      expect(await lab.api("DELETE", path)).toMatchObject({ status: 404, json: { status: 404 } });
    }
    expect(await lab.orders()).toMatchObject([{ status: "deleted" }, { status: "deleted" }]);
  });

  test("can be refused while the machine is pending", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { deleteWhilePending: "refused" });
    await lab.stock();
    const { id } = (await lab.order()).json.instance;
    expect((await lab.api("DELETE", `/instances/${id}`)).status).toBe(400);
    await lab.advance(60);
    expect((await lab.api("DELETE", `/instances/${id}`)).status).toBe(204);
  });
});
