// Guarantee: stock and prices are told in OVHcloud's form: net, in hundred-millionths, in the subsidiary's currency.

import { describe, expect, test } from "vitest";
import { TestLab } from "../../test/ovh/lab.ts";

const availabilities = "/dedicated/server/datacenter/availabilities";
const catalogue = "/order/catalog/public/eco?ovhSubsidiary=";

describe("the catalogue", () => {
  test("has plans, addons and products, prices in hundred-millionths and net", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const { locale, plans, addons, products } = (await lab.api("GET", `${catalogue}FR`, undefined, null))
      .json;
    expect(locale).toEqual({ currencyCode: "EUR", subsidiary: "FR", taxRate: 20 });
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatchObject({
      planCode: "24sk10",
      invoiceName: "KS-1 | Intel Xeon-D 1520",
      configurations: [
        { name: "dedicated_datacenter", isMandatory: true, values: ["gra", "rbx", "sbg", "bhs"] },
        { name: "dedicated_os", values: ["none_64.en"] },
        { name: "region", isMandatory: false, values: ["europe", "canada"] },
      ],
      blobs: { commercial: { range: "kimsufi" } },
    });
    expect(plans[0].addonFamilies[1]).toEqual({
      name: "storage",
      mandatory: true,
      exclusive: true,
      default: "softraid-2x480ssd-24sk10",
      addons: ["softraid-2x480ssd-24sk10", "softraid-2x2000sa-24sk10"],
    });
    expect(plans[0].pricings).toMatchObject([
      {
        mode: "default",
        phase: 0,
        interval: 0,
        capacities: ["installation"],
        price: 1_699_000_000,
        tax: 339_800_000,
      },
      {
        mode: "default",
        phase: 1,
        interval: 1,
        intervalUnit: "month",
        capacities: ["renew"],
        price: 1_699_000_000,
      },
      { mode: "upfront12", interval: 12, capacities: ["renew"], price: 18_349_000_000 },
      { mode: "upfront24", interval: 24 },
    ]);
    const product = (name: string) =>
      products.find((one: { name: string }) => one.name === name).blobs.technical;
    expect(product("24sk10").server.cpu).toMatchObject({ model: "Xeon-D 1520", cores: 4 });
    for (const addon of addons) expect(product(addon.product)).toEqual(expect.any(Object));
    expect(product("softraid-2x480ssd").storage.disks).toMatchObject([{ number: 2, capacity: 480 }]);
  });

  test("is for the subsidiaries of the installation, in their currency", async () => {
    const eu = await TestLab.open();
    const ca = await TestLab.open({ region: "ca" });
    await ca.stock();
    expect((await eu.api("GET", `${catalogue}GB`)).json.locale.currencyCode).toBe("GBP");
    const { locale, plans } = (await ca.api("GET", `${catalogue}CA`)).json;
    expect(locale.currencyCode).toBe("CAD");
    expect(plans[0].pricings[0]).toMatchObject({ formattedPrice: null, currencyCode: null });
    expect(plans[0].configurations[0].values).toEqual(["bhs", "sgp", "syd"]);
    for (const [lab, subsidiary] of [
      [eu, "CA"],
      [eu, "EU"],
      [ca, "FR"],
      [ca, "US"],
    ] as const) {
      expect(await lab.api("GET", catalogue + subsidiary)).toMatchObject({
        status: 400,
        json: { message: "invalid ovhSubsidiary" },
      });
    }
  });

  test("follows the stock, promotions included", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.api("GET", `${catalogue}FR`);
    await lab.control("PATCH", "/stock/24sk10", {
      cents: 2000,
      promotion: { percent: 50, totalCents: 999 },
      setupPromotion: { percent: 100 },
    });
    const [setup, month] = (await lab.api("GET", `${catalogue}FR`)).json.plans[0].pricings;
    expect(month).toMatchObject({
      price: 2_000_000_000,
      promotions: [{ type: "percentage", value: 50, total: { value: 999_000_000 } }],
    });
    expect(setup.promotions).toMatchObject([{ type: "percentage", value: 100 }]);
    expect(setup.promotions[0]).not.toHaveProperty("total");
    await lab.control("DELETE", "/stock/24sk10");
    expect((await lab.api("GET", `${catalogue}FR`)).json.plans).toEqual([]);
    expect((await lab.api("GET", availabilities)).json).toEqual([]);
  });
});

describe("availabilities", () => {
  test("are of every combination, by what the products are called", async () => {
    const lab = await TestLab.open();
    await lab.stock({ availability: "72H" });
    const rows = (await lab.api("GET", availabilities, undefined, null)).json;
    expect(rows.map(({ fqn }: { fqn: string }) => fqn)).toEqual([
      "24sk10.ram-32g-ecc-2133.softraid-2x480ssd",
      "24sk10.ram-32g-ecc-2133.softraid-2x2000sa",
    ]);
    expect(rows[0]).toEqual({
      fqn: "24sk10.ram-32g-ecc-2133.softraid-2x480ssd",
      planCode: "24sk10",
      server: "24sk10",
      memory: "ram-32g-ecc-2133",
      storage: "softraid-2x480ssd",
      systemStorage: null,
      gpu: null,
      datacenters: ["gra", "rbx", "sbg", "bhs"].map((datacenter) => ({ datacenter, availability: "72H" })),
    });
  });

  test("are filtered, but not by a list of plans, and what fits nothing is 404 or empty", async () => {
    const lab = await TestLab.open();
    await lab.stock([{}, { planCode: "24sk20", product: "sk20" }]);
    const found = async (query: string) => (await lab.api("GET", `${availabilities}?${query}`)).json;
    expect(await found("planCode=24sk20")).toHaveLength(2);
    expect(await found("storage=softraid-2x2000sa&server=sk20")).toMatchObject([{ planCode: "24sk20" }]);
    const here = await found("planCode=24sk10&datacenters=gra,bhs");
    expect(here[0].datacenters).toMatchObject([{ datacenter: "gra" }, { datacenter: "bhs" }]);
    const elsewhere = await found("datacenters=gra,bhs&excludeDatacenters=true");
    expect(elsewhere[0].datacenters).toMatchObject([{ datacenter: "rbx" }, { datacenter: "sbg" }]);
    expect(await found("planCode=24sk10,24sk20")).toMatchObject({
      class: "Client::NotFound",
      message: expect.stringMatching(/^No availabilities found/),
    });
    await lab.control("PUT", "/settings", { emptyAvailabilities: "empty list" });
    expect(await found("planCode=none")).toEqual([]);
  });

  test("are set for all combinations of a plan or for some, in one place or in all", async () => {
    const lab = await TestLab.open();
    await lab.stock({ availability: "unavailable" });
    const change = { planCode: "24sk10", storage: "softraid-2x2000sa", datacenter: "gra" };
    await lab.control("PUT", "/availability", { ...change, availability: "1H-low", left: 1 });
    const [ssd, disks] = (await lab.api("GET", availabilities)).json;
    expect(ssd.datacenters[0]).toEqual({ datacenter: "gra", availability: "unavailable" });
    expect(disks.datacenters.slice(0, 2)).toEqual([
      { datacenter: "gra", availability: "1H-low" },
      { datacenter: "rbx", availability: "unavailable" },
    ]);
    expect((await lab.control("GET", "/availability")).json[1].datacenters[0]).toMatchObject({ left: 1 });
    expect((await lab.control("PUT", "/availability", { planCode: "x", availability: "24H" })).status).toBe(
      404,
    );
    expect((await lab.control("PUT", "/availability", { ...change, availability: "soon" })).status).toBe(400);
  });

  test("can call a part what the catalogue does not, and have parts that most plans have not", async () => {
    const lab = await TestLab.open();
    const families = [
      { name: "memory", addons: [{ product: "ram-64g" }, { product: "ram-128g", cents: 500 }] },
      { name: "storage", addons: [{ product: "softraid-2x500nvme", segment: "softraid-2x512nvme" }] },
      { name: "gpu", addons: [{ product: "l4" }] },
      { name: "vrack", mandatory: false, addons: [{ product: "vrack-100" }] },
    ];
    await lab.stock({ planCode: "24adv01", families });
    const rows = (await lab.api("GET", availabilities)).json;
    expect(rows.map(({ fqn }: { fqn: string }) => fqn)).toEqual([
      "24adv01.ram-64g.softraid-2x512nvme.l4",
      "24adv01.ram-128g.softraid-2x512nvme.l4",
    ]);
  });

  test("9,000 rows come whole and soon", async () => {
    const lab = await TestLab.open();
    const addons = (name: string) =>
      Array.from({ length: 30 }, (_, index) => ({ product: `${name}-${index}` }));
    const families = ["memory", "storage"].map((name) => ({ name, addons: addons(name) }));
    const plans = Array.from({ length: 10 }, (_, index) => ({ planCode: `plan-${index}`, families }));
    await lab.stock(plans);
    const started = performance.now();
    expect((await lab.api("GET", availabilities)).json).toHaveLength(9000);
    expect((await lab.api("GET", availabilities)).json).toHaveLength(9000);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
