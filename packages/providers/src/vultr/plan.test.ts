// Guarantee: a plan that is read has the price, the size and the address that Vultr gives it, and one that can't be
// read is none.

import { describe, expect, test } from "vitest";
import { Plan } from "./plan.ts";

// The shapes are those seen live in 2026, abridged.
const cloud = (more: object = {}) => ({
  id: "vc2-2c-4gb",
  vcpu_count: 2,
  ram: 4096,
  disk: 80,
  disk_count: 1,
  monthly_cost: 20,
  hourly_cost: 0.027,
  type: "vc2",
  locations: ["ewr"],
  gpu_brand: "none",
  ...more,
});
const metal = (more: object = {}) => ({
  id: "vbm-112c-2048gb-8-h100-gpu",
  physical_cpus: 2,
  cpu_count: 112,
  cpu_cores: 112,
  cpu_threads: 224,
  cpu_model: "Platinum 8480+",
  ram: 2_097_152,
  disk: 960,
  disk_count: 2,
  monthly_cost: 16_074.24,
  hourly_cost: 23.92,
  type: "NVMe",
  locations: ["sea"],
  ...more,
});

describe("a cloud plan", () => {
  test("is a VM", () => {
    expect(Plan.cloud(cloud({ cpu_vendor: "AMD", storage_type: "local_nvme" }))).toEqual({
      slug: "vc2-2c-4gb",
      category: "vm",
      cpu: { name: "AMD vCPU", cores: 2, threads: null },
      memoryGib: 4,
      disks: [{ kind: "nvme", count: 1, sizeGb: 80 }],
      gpu: null,
      ipv6Only: false,
      prices: new Map([["ewr", 2000]]),
    });
  });

  test("costs what its region asks", () => {
    const location_cost = {
      sao: { monthly_cost: 27.5, hourly_cost: 0.037 },
      mex: { monthly_cost: 0, hourly_cost: 0.05 },
    };
    const prices = Plan.cloud(cloud({ locations: ["ewr", "sao", "mex"], location_cost }))?.prices;
    expect(prices).toEqual(
      new Map([
        ["ewr", 2000],
        ["sao", 2750],
        ["mex", 3720],
      ]),
    );
  });

  test("takes PHP's empty list for no exception", () => {
    expect(Plan.cloud(cloud({ location_cost: [] }))?.prices.get("ewr")).toBe(2000);
  });

  test.each([
    [
      { gpu_brand: "NVIDIA", gpu_type: "NVIDIA_L40S", gpu_count: "1" },
      { name: "NVIDIA L40S", count: 1 },
    ],
    [
      { gpu_brand: "NVIDIA", gpu_type: "NVIDIA_A40", gpu_count: "1/4" },
      { name: "1/4 NVIDIA A40", count: 1 },
    ],
    [
      { gpu_brand: "NVIDIA", gpu_type: "NVIDIA_A100", gpu_count: 8 },
      { name: "NVIDIA A100", count: 8 },
    ],
    [
      { gpu_brand: "AMD", type: "vdm" },
      { name: "AMD", count: 1 },
    ],
    [
      { gpu_brand: undefined, type: "vcg" },
      { name: "GPU", count: 1 },
    ],
  ])("with %j has a GPU", (fields, gpu) => {
    expect(Plan.cloud(cloud(fields))).toMatchObject({ category: "gpu", gpu });
  });

  test.each([
    { locations: [] },
    { deploy_ondemand: false },
    { storage_type: "block_storage" },
    { disk: 0 },
    { id: "vc2-1c-0.5gb-free", monthly_cost: 0, hourly_cost: 0 },
  ])("can't be had with %j", (fields) => {
    expect(Plan.cloud(cloud(fields))?.prices).toEqual(new Map());
  });

  test.each([
    { id: "" },
    { id: "../account" },
    { ram: "4096" },
    { ram: 0 },
    { vcpu_count: null },
    { monthly_cost: "twenty" },
    { monthly_cost: 0, hourly_cost: 0 },
    { locations: "ewr" },
    { locations: ["ewr", 1] },
    { location_cost: { ewr: { monthly_cost: -1 } } },
    { location_cost: ["ewr"] },
    { deploy_ondemand: "yes" },
  ])("is refused with %j", (fields) => {
    expect(Plan.cloud(cloud(fields))).toBeNull();
  });
});

// Guarantee: a rule that wants a public IPv4 address never buys a machine that has none.
test.each([
  ["vc2-1c-0.5gb-v6", true],
  ["vc2-1c-0.5gb", false],
  ["vhp-2c-2gb-v6", true],
  ["vbm-v6-like", false],
])("whether the plan %s has IPv6 alone: %j", (id, ipv6Only) => {
  expect(Plan.cloud(cloud({ id }))?.ipv6Only).toBe(ipv6Only);
});

test.each([
  [{ type: "vhf", storage_type: "local_storage", disk_type: "HIGHFREQUENCY" }, "nvme"],
  [{ type: "vhp", storage_type: "local_storage", disk_type: "AMDHIGHPERF" }, "nvme"],
  [{ type: "vhp", storage_type: "local_storage" }, "nvme"],
  [{ type: "vc2", disk_type: "INTELHIGHPERF" }, "nvme"],
  [{ type: "vc2", storage_type: "local_storage", disk_type: "SSD" }, "ssd"],
])("the disk of %j is %s", (fields, kind) => {
  expect(Plan.cloud(cloud(fields))?.disks).toMatchObject([{ kind }]);
});

test.each([
  [{ gpu_type: "NVIDIA_A100", gpu_vram_gb: 160 }, 2],
  [{ gpu_type: "NVIDIA_A100", gpu_vram_gb: 160, gpu_count: 4 }, 4],
  [{ gpu_type: "NVIDIA_A100", gpu_vram_gb: 20 }, 1],
  [{ gpu_type: "NVIDIA_L40S", gpu_vram_gb: 384 }, 8],
  [{ gpu_type: "NVIDIA_NEW", gpu_vram_gb: 500 }, 1],
  [{ gpu_type: "NVIDIA_H100" }, 1],
])("of %j there are %i cards at least", (fields, count) => {
  expect(Plan.cloud(cloud({ type: "vcg", gpu_brand: "NVIDIA", ...fields }))?.gpu?.count).toBe(count);
});

describe("a bare-metal plan", () => {
  test("is dedicated, and its disks are counted", () => {
    expect(Plan.metal(metal({ cpu_manufacturer: "Intel", gpu_brand: "NVIDIA" }))).toEqual({
      slug: "vbm-112c-2048gb-8-h100-gpu",
      category: "dedicated",
      cpu: { name: "Intel Platinum 8480+", cores: 112, threads: 224 },
      memoryGib: 2048,
      disks: [{ kind: "nvme", count: 2, sizeGb: 960 }],
      gpu: { name: "NVIDIA", count: 1 },
      ipv6Only: false,
      prices: new Map([["sea", 1_607_424]]),
    });
  });

  test.each([
    ["SSD", "240", "ssd"],
    ["NVMe", 1920, "nvme"],
    ["HDD", 8000, "hdd"],
  ])("with a disk of type %s and size %j", (type, disk, kind) => {
    expect(Plan.metal(metal({ type, disk }))?.disks).toEqual([{ kind, count: 2, sizeGb: Number(disk) }]);
  });

  test.each([
    { type: "tape" },
    { disk: "2x 240GB" },
    { disk_count: 0 },
    { cpu_model: "" },
    { cpu_count: 1.5 },
  ])("is refused with %j", (fields) => {
    expect(Plan.metal(metal(fields))).toBeNull();
  });
});

test.each([null, undefined, 1, "vc2-1c-1gb", []])("%j is no plan", (entry) => {
  expect(Plan.cloud(entry)).toBeNull();
  expect(Plan.metal(entry)).toBeNull();
});
