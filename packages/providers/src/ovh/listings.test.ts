// Guarantee: nothing is bought by a price, a size, a place or an identity that was only guessed.

import { Listing } from "@cloudco/core/offer/offer";
import { describe, expect, test } from "vitest";
import { changed, join } from "../../test/ovh/joined.ts";
import { addon, build, catalogue, ID, plan, pricing, product } from "../../test/ovh/samples.ts";

test("a build in each datacentre that delivers it", () => {
  const { listings, refused } = join([build]);
  expect(refused).toBe(0);
  expect(listings).toEqual([
    {
      id: ID,
      provider: "ovh-eu",
      category: "dedicated",
      name: "KS-1 | Intel Xeon-D 1520",
      cpu: { name: "Intel Xeon-D 1520", cores: 4, threads: 8 },
      memoryGib: 32,
      disks: [{ kind: "ssd", count: 2, sizeGb: 480 }],
      ecc: true,
      gpu: null,
      bandwidthMbit: null,
      location: { code: "gra", site: "gra", country: "FR" },
      price: {
        currency: "EUR",
        monthly: { net: 1699, gross: 2039 },
        setup: { net: 1699, gross: 2039 },
        terms: [],
      },
      ipv4: null,
      ipv6Only: false,
      fixedPrice: null,
      nextDropAt: null,
      unique: false,
    },
    expect.objectContaining({
      id: ID.replace(/gra$/, "bhs"),
      location: { code: "bhs", site: "bhs", country: "CA" },
    }),
  ]);
  for (const listing of listings) expect(Listing.parse(listing)).toEqual(listing);
});

test("a build's price counts its options, and its drives may be told by their code alone", () => {
  const row = { ...build, memory: "ram-64g-ecc-2133", storage: "softraid-2x500nvme" };
  const [listing] = join([row]).listings;
  expect(listing).toMatchObject({
    id: "24sk10.ram-64g-ecc-2133-24sk10.softraid-2x512nvme-24sk10.gra",
    memoryGib: 64,
    disks: [{ kind: "nvme", count: 2, sizeGb: 512 }],
    price: { monthly: { net: 2349 }, setup: { net: 1699 } },
  });
});

test("what is not sold here is nobody's mistake", () => {
  const elsewhere = [{ datacenter: "sgp", availability: "1H-low" }];
  expect(join([{ ...build, datacenters: elsewhere }])).toEqual({ listings: [], refused: 0 });
  expect(join([{ ...build, planCode: "24adv01" }])).toEqual({ listings: [], refused: 0 });
  expect(join([{ ...build, datacenters: [] }])).toEqual({ listings: [], refused: 0 });
});

test("a plan that names no datacentres is sold in all", () => {
  const from = changed(catalogue, "plans.0.configurations", null);
  expect(join([build], from).listings).toHaveLength(2);
});

test.each(["unavailable", "comingSoon", "unknown"])("nothing is delivered where it is %s", (availability) => {
  const datacenters = [{ datacenter: "gra", availability }];
  expect(join([{ ...build, datacenters }])).toEqual({ listings: [], refused: 0 });
});

test.each<[string, unknown]>([
  ["planCode", 7],
  ["planCode", "24 sk 10"],
  ["invoiceName", " "],
  ["addonFamilies", undefined],
  ["addonFamilies.1.addons", "ram-32g"],
  ["configurations.0.values", [1, 2]],
  ["pricings", undefined],
  ["pricings", []],
  ["pricings.2.price", undefined],
  ["pricings.2.price", null],
  ["pricings.2.price", "1699000000"],
  ["pricings.2.price", -1],
  ["pricings.2.price", 16.99],
  ["pricings.2.price", 10_000_000_000_001],
  ["pricings.2.interval", 12],
  ["pricings.2.intervalUnit", "day"],
  ["pricings.2.mode", "degressivity12"],
  ["pricings.1.price", "free"],
  ["pricings.1.interval", 1],
  ["pricings.4", pricing(1, 100_000_000)],
  ["pricings.4", pricing(0, 100_000_000)],
])("a plan is refused whose %s is %j", (path, value) => {
  const twin = { ...structuredClone(plan), planCode: "24sk20" };
  const from = { ...catalogue, plans: [changed(plan, path, value), twin] };
  const { listings, refused } = join([build, { ...build, planCode: "24sk20" }], from);
  expect(listings).toMatchObject([{ id: ID.replace("24sk10", "24sk20") }, {}]);
  expect(refused).toBe(1);
});

test.each<[string, unknown]>([
  ["addons.0.pricings", undefined],
  ["addons.0.pricings.1.price", null],
  ["addons.0.product", 32],
  ["products.1.blobs.technical.memory.size", 64],
  ["products.3.blobs.technical.storage.disks.0.technology", "tape"],
  ["products.3.blobs.technical.storage.disks.0.capacity", "480"],
  ["products.3.blobs.technical.storage.disks.0.number", 0],
  ["addons.6", addon("ram-32g-ecc-2133-24sk10", "ram-32g-ecc-2133", 0)],
  ["plans.0.addonFamilies.1.addons", ["ram-64g-ecc-2133-24sk10"]],
  ["plans.0.addonFamilies.3.addons", []],
  ["plans.0.pricings.2.price", 0],
])("a build is refused where %s is %j", (path, value) => {
  expect(join([build], changed(catalogue, path, value))).toEqual({ listings: [], refused: 2 });
});

test.each<[string, unknown, number]>([
  ["planCode", undefined, 1],
  ["memory", null, 1],
  ["storage", 480, 1],
  ["datacenters", "gra", 1],
  ["memory", "ram-16g", 2],
  ["storage", "softraid-2x480nvme", 2],
  ["gpu", "h100", 2],
  ["systemStorage", "softraid-2x480ssd", 2],
  ["datacenters.0.availability", "soon", 1],
])("a row is refused whose %s is %j", (path, value, refused) => {
  const other = { ...build, memory: "ram-64g-ecc-2133" };
  const rows = [changed(build, path, value), other];
  const { listings, ...counted } = join(rows);
  expect(counted).toEqual({ refused });
  expect(listings.filter(({ memoryGib }) => memoryGib === 64)).toHaveLength(2);
  expect(listings.filter(({ id }) => id === ID)).toEqual([]);
});

test("an id that occurs twice is no build's", () => {
  expect(join([build, { ...build, memory: "ram-64g-ecc-2133" }, build])).toMatchObject({
    listings: [{ memoryGib: 64 }, { memoryGib: 64 }],
    refused: 4,
  });
});

test("a plan that occurs twice is no plan", () => {
  expect(join([build], { ...catalogue, plans: [plan, plan] })).toEqual({ listings: [], refused: 2 });
});

test("graphics cards and system drives are options like the others", () => {
  const families = [
    ...plan.addonFamilies,
    { name: "gpu", mandatory: true, addons: ["l4-24sk10"] },
    { name: "system-storage", mandatory: true, addons: ["softraid-2x480ssd-sata-system-24sk10"] },
  ];
  const from = {
    ...catalogue,
    plans: [{ ...plan, addonFamilies: families }],
    addons: [
      ...catalogue.addons,
      addon("l4-24sk10", "l4", 10_000_000_000),
      addon("softraid-2x480ssd-sata-system-24sk10", "softraid-2x480ssd-sata-system", 0),
    ],
    products: [...catalogue.products, product("l4", { gpu: { brand: "NVIDIA", model: "L4", number: 2 } })],
  };
  const row = {
    ...build,
    storage: "softraid-2x500nvme",
    gpu: "l4",
    systemStorage: "softraid-2x480ssd-sata-system",
  };
  expect(join([row], from).listings[0]).toMatchObject({
    id: "24sk10.ram-32g-ecc-2133-24sk10.softraid-2x512nvme-24sk10.softraid-2x480ssd-sata-system-24sk10.l4-24sk10.gra",
    category: "gpu",
    gpu: { name: "NVIDIA L4", count: 2 },
    disks: [
      { kind: "nvme", count: 2, sizeGb: 512 },
      { kind: "ssd", count: 2, sizeGb: 480 },
    ],
    price: { monthly: { net: 11_949 } },
  });
});

describe("a build of which the catalogue says nothing but its options' codes", () => {
  const built = (gpu: string, more: object = {}) => {
    const families = [
      ...plan.addonFamilies,
      { name: "gpu", mandatory: true, addons: [`${gpu}-24sk10`] },
      { name: "system-storage", mandatory: false, addons: ["softraid-2x960nvme-system-24sk10"] },
    ];
    const from = {
      ...catalogue,
      plans: [{ ...plan, addonFamilies: families.map((one) => (one.name === "storage" ? NO_DRIVE : one)) }],
      addons: [
        ...catalogue.addons,
        addon(`${gpu}-24sk10`, gpu, 10_000_000_000),
        addon("noraid-0-24sk10", "noraid-0", 0),
        addon("softraid-2x960nvme-system-24sk10", "softraid-2x960nvme-system", 0),
      ],
      products: [...catalogue.products, product("noraid-0", more)],
    };
    const row = { ...build, storage: "noraid-0", gpu, systemStorage: "softraid-2x960nvme-system" };
    return join([row], from);
  };
  const NO_DRIVE = { name: "storage", mandatory: true, addons: ["noraid-0-24sk10"] };

  test.each([
    ["gpu-2xnvidia-l4", "NVIDIA L4", 2],
    ["gpu-4xnvidia-l40s-48g", "NVIDIA L40S 48G", 4],
    ["gpu-nvidia-t4", "NVIDIA T4", 1],
  ])("has of %s the cards that it says", (code, name, count) => {
    expect(built(code).listings[0]).toMatchObject({ category: "gpu", gpu: { name, count } });
  });

  test.each([
    {},
    { storage: { disks: [] } },
    { storage: { disks: [{ number: 0, capacity: 0, technology: "", interface: "" }] } },
    { storage: { disks: [{ number: 0, technology: "SSD" }] } },
  ])("has the drives of its system alone where it has none for data: %j", (technical) => {
    expect(built("gpu-2xnvidia-l4", technical)).toMatchObject({
      refused: 0,
      listings: [{ disks: [{ kind: "nvme", count: 2, sizeGb: 960 }] }, {}],
    });
  });

  test("is refused where it has no drive, and that drive has a size", () => {
    const technical = { storage: { disks: [{ number: 0, capacity: 480, technology: "SSD" }] } };
    expect(built("gpu-2xnvidia-l4", technical)).toEqual({ listings: [], refused: 2 });
  });
});

test("a storage server is told by its name", () => {
  const from = changed(catalogue, "plans.0.invoiceName", "KS-STOR | Intel Xeon-D 1521");
  expect(join([build], from).listings[0]?.category).toBe("storage");
});

describe("the processor", () => {
  const cpu = (value: unknown) =>
    join([build], changed(catalogue, "products.0.blobs.technical.server.cpu", value)).listings[0]?.cpu;

  // Guarantee: a rule that asks for cores finds a server by all that it has, and never by some that it has not.
  test.each([
    [2, 40],
    [4, 80],
    [1, 20],
    [undefined, 20],
    [null, 20],
  ])("has its cores in each of %s", (number, cores) => {
    expect(cpu({ brand: "Intel", model: "Xeon Gold 6242R", cores: 20, number })).toEqual({
      name: "Intel Xeon Gold 6242R",
      cores,
      threads: null,
    });
  });

  test.each([0, "two", 1.5])("has none told where there are %j of it", (number) => {
    expect(cpu({ brand: "Intel", model: "Xeon Gold 6242R", cores: 20, number })?.cores).toBeNull();
  });

  test("has its name from the plan where the catalogue tells nothing more", () => {
    expect(cpu(undefined)).toEqual({ name: "Intel Xeon-D 1520", cores: null, threads: null });
    expect(cpu({ brand: "Intel", model: "Xeon-D 1520", cores: "4" })).toEqual({
      name: "Intel Xeon-D 1520",
      cores: null,
      threads: null,
    });
  });
});

test.each([
  ["rbx-hz", "rbx", "FR"],
  ["eu-west-lim-a", "lim", "DE"],
  ["ap-southeast-sgp-a", "sgp", "SG"],
  ["eu-west-eri-a", "eri", "GB"],
  ["gra3", "gra", "FR"],
  ["ap-southeast-syd-b", "syd", "AU"],
  ["us-east-vin-a", "vin", "US"],
  ["ca-west-cal-a", "cal", "CA"],
  ["eu-north-sto-a", "sto", null],
  ["gb", "gb", "GB"],
  ["sg", "sg", "SG"],
  ["mars", "mars", null],
])("the datacentre %s is at the site %s in %s", (code, site, country) => {
  const from = changed(catalogue, "plans.0.configurations.0.values", [code]);
  const datacenters = [{ datacenter: code, availability: "24H" }];
  expect(join([{ ...build, datacenters }], from).listings[0]?.location).toEqual({ code, site, country });
});
