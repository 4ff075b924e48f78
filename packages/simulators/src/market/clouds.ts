import type { Control } from "../control-client.ts";
import type { Random } from "./random.ts";

type Places = readonly [string, ...string[]];
/** Something that a provider sells in several places, and how the simulator is told where it can be had. */
type Kind = { id: string; places: Places; open: Set<string> };

const VULTR: Places = ["ams", "atl", "ewr", "fra", "lax", "lhr", "nrt", "ord", "sgp", "syd"];
const DIGITALOCEAN: Places = ["nyc1", "nyc3", "ams3", "sfo3", "sgp1", "lon1", "fra1", "tor1", "blr1", "syd1"];

function vultrPlans(): { id: string; body: object }[] {
  const instances = [1, 2, 3, 4, 6, 8, 16, 24].flatMap((cpus) =>
    [
      { type: "vc2", factor: 1, disk: 25 },
      { type: "vhf", factor: 1.2, disk: 32 },
    ].map(({ type, factor, disk }) => ({
      id: `${type}-${cpus}c-${cpus * 2}gb`,
      body: { type, cpus, ram: cpus * 2048, disk: disk * cpus, monthlyCost: Math.round(cpus * 10 * factor) },
    })),
  );
  const metal = [
    { cpus: 4, ram: 32, disk: 240, cost: 120, cpuModel: "E3-1270v6" },
    { cpus: 6, ram: 32, disk: 960, cost: 185, cpuModel: "E-2286G" },
    { cpus: 8, ram: 128, disk: 1920, cost: 350, cpuModel: "E-2388G" },
    { cpus: 24, ram: 256, disk: 480, cost: 725, cpuModel: "EPYC 7443P" },
  ].map(({ cost, ram, ...fields }) => ({
    id: `vbm-${fields.cpus}c-${ram}gb`,
    body: {
      type: "vbm",
      ...fields,
      ram: ram * 1024,
      diskCount: 2,
      cpuThreads: fields.cpus * 2,
      monthlyCost: cost,
    },
  }));
  const gpus = [1, 2, 4].map((count) => ({
    id: `vcg-a40-${count * 24}c-${count * 120}g-${count * 48}vram`,
    body: {
      type: "vcg",
      cpus: count * 24,
      ram: count * 122_880,
      disk: count * 1400,
      monthlyCost: count * 1250,
      gpu: { brand: "nvidia", type: "NVIDIA_A40", vramGb: count * 48, count },
    },
  }));
  return [...instances, ...metal, ...gpus];
}

function droplets(): { id: string; body: object }[] {
  const basic = [1, 2, 4, 8].flatMap((vcpus) =>
    [1, 2, 4].map((times) => ({
      id: `s-${vcpus}vcpu-${vcpus * times}gb`,
      body: {
        vcpus,
        memory: vcpus * times * 1024,
        disk: 25 * vcpus * times,
        priceMonthly: 6 * vcpus * times,
        description: "Basic",
      },
    })),
  );
  const dedicated = [2, 4, 8, 16, 32].map((vcpus) => ({
    id: `g-${vcpus}vcpu-${vcpus * 4}gb`,
    body: {
      vcpus,
      memory: vcpus * 4096,
      disk: 25 * vcpus,
      priceMonthly: vcpus * 31.5,
      description: "General Purpose",
    },
  }));
  const gpus = [1, 8].map((count) => ({
    id: `gpu-h100x${count}-${count * 80}gb`,
    body: {
      vcpus: 20 * count,
      memory: count * 245_760,
      disk: 720 * count,
      priceMonthly: 2522 * count,
      description: "H100 GPU",
      gpu: { count, model: "nvidia_h100", vramGb: 80 * count },
    },
  }));
  return [...basic, ...dedicated, ...gpus];
}

function ecoPlans(): { id: string; body: object }[] {
  const models = [
    {
      code: "24sk10",
      name: "KS-1 | Intel Xeon-D 1520",
      cpu: "Xeon-D 1520",
      cores: 4,
      ram: [16, 32],
      cents: 1699,
    },
    {
      code: "24sk20",
      name: "KS-2 | Intel Xeon-D 1540",
      cpu: "Xeon-D 1540",
      cores: 8,
      ram: [32, 64],
      cents: 2499,
    },
    {
      code: "24sk30",
      name: "KS-3 | Intel Xeon-E3 1245v5",
      cpu: "Xeon-E3 1245v5",
      cores: 4,
      ram: [32, 64],
      cents: 2899,
    },
    {
      code: "24sk40",
      name: "KS-4 | Intel Xeon-E3 1270v6",
      cpu: "Xeon-E3 1270v6",
      cores: 4,
      ram: [32, 64],
      cents: 3299,
    },
    {
      code: "24sk50",
      name: "KS-5 | Intel Xeon-E5 1630v4",
      cpu: "Xeon-E5 1630v4",
      cores: 4,
      ram: [64, 128],
      cents: 4599,
    },
    {
      code: "24sys01",
      name: "SYS-1 | Intel Xeon-E 2136",
      cpu: "Xeon-E 2136",
      cores: 6,
      ram: [32, 64],
      cents: 4999,
    },
    {
      code: "24sys02",
      name: "SYS-2 | Intel Xeon-E 2288G",
      cpu: "Xeon-E 2288G",
      cores: 8,
      ram: [32, 64, 128],
      cents: 6499,
    },
    {
      code: "24rise01",
      name: "RISE-1 | AMD Ryzen 5 5600X",
      cpu: "Ryzen 5 5600X",
      cores: 6,
      ram: [32, 64],
      cents: 6199,
    },
    {
      code: "24rise03",
      name: "RISE-3 | AMD Ryzen 9 5900X",
      cpu: "Ryzen 9 5900X",
      cores: 12,
      ram: [64, 128],
      cents: 9399,
    },
  ];
  return models.map(({ code, name, cpu, cores, ram, cents }) => ({
    id: code,
    body: {
      planCode: code,
      invoiceName: name,
      cents,
      setupCents: cents,
      technical: {
        server: {
          range: name.split("-")[0],
          frame: { model: "1U" },
          cpu: {
            brand: name.includes("AMD") ? "AMD" : "Intel",
            model: cpu,
            cores,
            threads: cores * 2,
            number: 1,
            type: "cpu",
          },
        },
      },
      families: [
        {
          name: "memory",
          addons: ram.map((size, at) => ({
            product: `ram-${size}g-ecc-2133`,
            cents: at * 600,
            technical: { memory: { size, ecc: true, ramType: "DDR4", frequency: 2133 } },
          })),
        },
        {
          name: "storage",
          addons: [
            disk("softraid-2x480ssd", 2, 480, "SSD", 0),
            disk("softraid-2x2000sa", 2, 2000, "SATA", 300),
          ],
        },
        {
          name: "bandwidth",
          addons: [
            {
              product: "bandwidth-300",
              technical: { bandwidth: { level: 300, limit: 300, burst: 300, guaranteed: false } },
            },
          ],
        },
      ],
    },
  }));
}

function disk(product: string, number: number, capacity: number, technology: string, cents: number) {
  const disks = [{ number, capacity, technology, interface: "SATA" }];
  return { product, cents, technical: { storage: { raid: "software", disks } } };
}

type Cloud = {
  places: Places;
  stock: () => { id: string; body: object }[];
  body: (one: { id: string; body: object }, open: string[]) => object;
  tell: (send: Control, kind: Kind, place: string, isOpen: boolean) => Promise<unknown>;
};

const byLocations: Cloud["tell"] = (send, { id, open }) =>
  send("PATCH", `/stock/${id}`, { locations: [...open] });
const byAvailability: Cloud["tell"] = (send, { id }, datacenter, isOpen) =>
  send("PUT", "/availability", { planCode: id, datacenter, availability: isOpen ? "1H-low" : "unavailable" });

const CLOUDS: Readonly<Record<string, Cloud>> = {
  vultr: {
    places: VULTR,
    stock: vultrPlans,
    body: ({ id, body }, locations) => ({ id, ...body, locations }),
    tell: byLocations,
  },
  digitalocean: {
    places: DIGITALOCEAN,
    stock: droplets,
    body: ({ id, body }, regions) => ({ slug: id, ...body, regions }),
    tell: (send, { id, open }) => send("PATCH", `/stock/${id}`, { regions: [...open] }),
  },
  "ovh-eu": {
    places: ["gra", "rbx", "sbg", "bhs"],
    stock: ecoPlans,
    body: ({ body }) => ({ ...body, datacenters: ["gra", "rbx", "sbg", "bhs"], availability: "unavailable" }),
    tell: byAvailability,
  },
  "ovh-ca": {
    places: ["bhs", "sgp", "syd"],
    stock: ecoPlans,
    body: ({ body }) => ({ ...body, datacenters: ["bhs", "sgp", "syd"], availability: "unavailable" }),
    tell: byAvailability,
  },
};

const OPEN_AT_FIRST = 0.6;
/** How often something comes or goes somewhere, times a minute of the market. */
const CHANGES_A_MINUTE = 1 / 12;

/** The providers that sell the same thing again and again. */
export const clouds = Object.keys(CLOUDS);

/** What a provider sells again and again: it comes and goes in its places. */
export async function openCloud(
  provider: string,
  send: Control,
  random: Random.Random,
): Promise<(minute: number, passed: number) => Promise<void>> {
  const cloud = CLOUDS[provider];
  if (!cloud) throw new Error(`There is no market of ${provider}.`);
  const kinds = cloud.stock().map((one) => {
    const open = cloud.places.filter(() => random.next() < OPEN_AT_FIRST);
    return { ...one, kind: { id: one.id, places: cloud.places, open: new Set(open) } satisfies Kind };
  });
  const present = await send<unknown[]>("GET", "/stock");
  if (present.length === 0) {
    await send(
      "POST",
      "/stock",
      kinds.map((one) => cloud.body(one, [...one.kind.open])),
    );
    if (cloud.tell === byAvailability) {
      for (const { kind } of kinds) for (const place of kind.open) await cloud.tell(send, kind, place, true);
    }
  }
  return async (_minute, passed) => {
    for (let due = CHANGES_A_MINUTE * passed; due > random.next(); due--) {
      const { kind } = kinds[random.whole(0, kinds.length - 1)] ?? {};
      if (!kind) return;
      const place = random.pick(kind.places);
      const isOpen = !kind.open.delete(place);
      if (isOpen) kind.open.add(place);
      await cloud.tell(send, kind, place, isOpen);
    }
  };
}
