import type { Listing } from "@cloudco/core/offer/offer";

/** OVHcloud's catalogue and availabilities as documented and as seen live, small. */

/** A row of a plan's or an option's prices: the setup (phase 0) or the monthly rent (phase 1), 1e-8 of the currency. */
export function pricing(phase: number, price: number, more: object = {}) {
  return {
    mode: "default",
    phase,
    interval: phase,
    intervalUnit: phase === 0 ? "none" : "month",
    capacities: [phase === 0 ? "installation" : "renew"],
    commitment: 0,
    price,
    tax: Math.round(price / 5),
    strategy: "tiered",
    type: "rental",
    description: "",
    mustBeCompleted: false,
    quantity: { min: 1, max: null },
    repeat: { min: 1, max: null },
    promotions: [],
    ...more,
  };
}

export const plan = {
  planCode: "24sk10",
  invoiceName: "KS-1 | Intel Xeon-D 1520",
  product: "24sk10",
  family: null,
  pricingType: "rental",
  configurations: [
    { name: "dedicated_datacenter", isCustom: false, isMandatory: true, values: ["gra", "rbx", "bhs"] },
    { name: "dedicated_os", isCustom: false, isMandatory: true, values: ["none_64.en"] },
    { name: "region", isCustom: false, isMandatory: false, values: ["europe", "canada"] },
  ],
  addonFamilies: [
    family("application-license", false, ["plesk-webpro"]),
    family("memory", true, ["ram-32g-ecc-2133-24sk10", "ram-64g-ecc-2133-24sk10"]),
    family("storage", true, ["softraid-2x480ssd-24sk10", "softraid-2x512nvme-24sk10"]),
    family("bandwidth", true, ["bandwidth-1000-24sk", "bandwidth-300-24sk"]),
  ],
  pricings: [
    pricing(0, 0, { mode: "upfront12" }),
    pricing(0, 1_699_000_000),
    pricing(1, 1_699_000_000),
    pricing(1, 19_368_600_000, { mode: "upfront12", interval: 12, commitment: 12 }),
  ],
  blobs: { commercial: { range: "kimsufi" } },
};

function family(name: string, mandatory: boolean, addons: string[]) {
  return { name, mandatory, exclusive: true, default: mandatory ? addons[0] : null, addons };
}

export function addon(planCode: string, product: string, price: number, more: object = {}) {
  const pricings = [pricing(0, 0), pricing(1, price), pricing(0, 0, { capacities: ["upgrade"] })];
  return {
    planCode,
    invoiceName: product,
    product,
    pricingType: "rental",
    configurations: [],
    addonFamilies: [],
    pricings,
    ...more,
  };
}

export function product(name: string, technical: object) {
  return { name, description: name, blobs: { technical } };
}

export const catalogue = {
  catalogId: 20451,
  locale: { currencyCode: "EUR", subsidiary: "FR", taxRate: 20 },
  planFamilies: [{ name: "eco" }],
  plans: [plan],
  addons: [
    addon("ram-32g-ecc-2133-24sk10", "ram-32g-ecc-2133", 0),
    addon("ram-64g-ecc-2133-24sk10", "ram-64g-ecc-2133", 400_000_000),
    addon("softraid-2x480ssd-24sk10", "softraid-2x480ssd", 0),
    addon("softraid-2x512nvme-24sk10", "softraid-2x512nvme", 250_000_000),
    addon("bandwidth-1000-24sk", "bandwidth-1000", 500_000_000),
    addon("bandwidth-300-24sk", "bandwidth-300", 0),
  ],
  products: [
    product("24sk10", {
      server: { range: "KS", cpu: { brand: "Intel", model: "Xeon-D 1520", cores: 4, threads: 8, number: 1 } },
    }),
    product("ram-32g-ecc-2133", { memory: { size: 32, ecc: true, ramType: "DDR4", frequency: 2133 } }),
    product("ram-64g-ecc-2133", { memory: { size: 64, ecc: true, ramType: "DDR4", frequency: 2133 } }),
    product("softraid-2x480ssd", {
      storage: {
        raid: "software",
        disks: [{ number: 2, capacity: 480, technology: "SSD", interface: "SATA" }],
      },
    }),
  ],
};

export const build = {
  fqn: "24sk10.ram-32g-ecc-2133.softraid-2x480ssd",
  planCode: "24sk10",
  server: "24sk10",
  memory: "ram-32g-ecc-2133",
  storage: "softraid-2x480ssd",
  systemStorage: null,
  gpu: null,
  datacenters: [
    { datacenter: "gra", availability: "1H-high" },
    { datacenter: "rbx", availability: "unavailable" },
    { datacenter: "bhs", availability: "72H" },
  ],
};

/** The id of the build in Gravelines. */
export const ID = "24sk10.ram-32g-ecc-2133-24sk10.softraid-2x480ssd-24sk10.gra";

/** The listing that the build is there. */
export const listing: Listing = {
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
};
