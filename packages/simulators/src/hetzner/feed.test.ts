// Guarantee: the simulated feed has the form that was seen live, and shows each machine as long as it is for sale.

import { expect, test } from "vitest";
import { TestLab } from "../../test/hetzner/lab.ts";

const now = () => Date.parse("2026-10-02T10:00:00Z");
const mixed = {
  id: 3_050_605,
  cpu: "Intel XEON E-2176G",
  disks: [
    { kind: "nvme", sizeGb: 960, count: 2 },
    { kind: "hdd", sizeGb: 6000, count: 2 },
  ],
  datacenter: "FSN1-DC16",
  priceCents: 7200,
  ecc: true,
};

test("the feed is public and has the form that was seen live", async () => {
  const lab = await TestLab.open({ now });
  await lab.stock(mixed);
  const response = await fetch(lab.simulator.feedUrl);
  expect(response.headers.get("etag")).toBeNull();
  expect(await response.json()).toEqual({
    server: [
      {
        Id: 3_050_605,
        Hardware: {
          CPU: { Name: "Intel XEON E-2176G", CoreCount: 1 },
          RAM: { RealSize: 16_384, Size: 64, SizeUnit: "GB", Amount: 4, ecc: true },
          Storage: {
            RealSize: 24_576,
            Size: 6144,
            SizeUnit: "GB",
            Amount: 4,
            Disks: ["960 GB SSD", "960 GB SSD", "6.0 TB Enterprise HDD", "6.0 TB Enterprise HDD"],
            Details: { nvme: [960, 960], sata: [], hdd: [6000, 6000], general: [960, 6000] },
          },
        },
        Prices: {
          monthly: { EUR: 72, USD: 84 },
          hourly: { EUR: 0.1154, USD: 0.1347 },
          setup: { EUR: 0, USD: 0 },
          fixed: false,
        },
        IPPrices: { monthly: { EUR: 1.7, USD: 2 }, hourly: { EUR: 0.0027, USD: 0.0032 }, Amount: 1 },
        Details: {
          Description: ["IPv4", "iNIC", "ECC", "ENT.HDD"],
          Information: [
            "4 x RAM 16384 MB DDR4 ECC",
            "2 x SSD M.2 NVMe 960 GB",
            "2 x HDD SATA 6,0 TB Enterprise",
            "NIC 1 Gbit Intel I219-LM",
          ],
          Specials: ["IPv4", "iNIC", "ECC"],
          Traffic: "unlimited",
          Bandwidth: 1000,
          OS: ["Rescue system"],
          Datacenter: { Name: "FSN1-DC16", Datacenter: "#FSN1-DC16" },
        },
        Timer: { ReduceNext: 86_400, ReduceNextHr: true, ReduceNextTimestamp: now() / 1000 + 86_400 },
      },
    ],
    serverCount: 1,
    filter: {},
  });
});

test("the form of the sample can be chosen", async () => {
  const lab = await TestLab.open({ now });
  await lab.stock({ id: 2_741_003, fixed: true });
  await lab.control("PUT", "/settings", { feedForm: "sample" });
  expect(await (await fetch(lab.simulator.feedUrl)).json()).toEqual({
    server: [
      {
        Id: 2_741_003,
        Hardware: {
          CPU: { Name: "Intel Core i7-8700", CoreCount: 1 },
          RAM: { RealSize: 64, Size: 64, SizeUnit: "GB", Amount: 4, ecc: false },
          Storage: {
            RealSize: 2048,
            Size: 1024,
            SizeUnit: "GB",
            Amount: 2,
            Disks: ["2x SSD M.2 NVMe 1 TB"],
            Details: { nvme: [1024, 1024], sata: [], hdd: [], general: [1024] },
          },
        },
        Prices: {
          monthly: { EUR: 41.3, USD: 48.2 },
          hourly: { EUR: 0.0662, USD: 0.0773 },
          setup: { EUR: 0, USD: 0 },
          fixed: true,
        },
        IPPrices: { monthly: { EUR: 1.7, USD: 2 }, hourly: { EUR: 0.0027, USD: 0.0032 }, Amount: 1 },
        Details: {
          Description: [
            "Intel Core i7-8700",
            "4x RAM 16384 MB DDR4",
            "2x SSD M.2 NVMe 1 TB",
            "NIC 1 Gbit Intel I219-LM",
          ],
          Information: [],
          Specials: ["iNIC"],
          Traffic: "unlimited",
          Bandwidth: 1000,
          OS: ["Rescue System"],
          Datacenter: { Name: "Falkenstein", Datacenter: "#FSN1-DC14" },
        },
        Timer: { ReduceNext: 0, ReduceNextHr: false, ReduceNextTimestamp: 0 },
      },
    ],
  });
});

test("an empty market is an empty list, and every change of the stock shows at once", async () => {
  const lab = await TestLab.open();
  expect((await lab.feed()).json).toEqual({ server: [], serverCount: 0, filter: {} });
  const [first, second] = [await lab.stock(), await lab.stock({ priceCents: 100 })];
  expect((await lab.feed()).json).toMatchObject({ server: [{ Id: first }, { Id: second }], serverCount: 2 });
  await lab.control("PATCH", `/stock/${second}`, { priceCents: 99 });
  expect((await lab.feed()).json.server[1].Prices.monthly.EUR).toBe(0.99);
  await lab.order({ product_id: String(first) });
  expect((await lab.feed()).json).toMatchObject({ server: [{ Id: second }], serverCount: 1 });
  await lab.control("DELETE", `/stock/${second}`);
  expect((await lab.feed()).json).toMatchObject({ server: [] });
});

test("9,000 machines are served whole, and no login is asked of a blocked address", async () => {
  const lab = await TestLab.open();
  await lab.control(
    "POST",
    "/stock",
    Array.from({ length: 9000 }, () => ({})),
  );
  for (const _ of [1, 2, 3]) await lab.robot("GET", "/server", undefined, { user: "nobody", password: "x" });
  const { json } = await lab.feed();
  expect(new Set(json.server.map((server: { Id: number }) => server.Id)).size).toBe(9000);
});
