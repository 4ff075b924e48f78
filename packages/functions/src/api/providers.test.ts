// Guarantee: what each provider needs and sells is told as its adapter says it, and a scan that failed is shown as
// failed.

import { Lease } from "@cloudco/core/lease/lease";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
  ada = await r.customer();
});
afterAll(() => r.close());

const hetzner = async () => {
  const { json } = await ada.call("GET", "/providers");
  return (json as { items: { id: string }[] }).items.find((provider) => provider.id === "hetzner");
};

test("tells what each provider needs and what can be bought there", async () => {
  expect(await hetzner()).toEqual({
    id: "hetzner",
    name: "Hetzner",
    fields: [
      {
        name: "username",
        label: expect.stringContaining("Robot"),
        help: expect.stringContaining("Robot"),
        secret: false,
        note: false,
        required: true,
        maxLength: 100,
      },
      expect.objectContaining({ name: "password", secret: true }),
    ],
    guide: { url: expect.stringMatching(/^https:/), steps: expect.any(Array) },
    consentField: null,
    categories: ["auction"],
    orderable: ["auction"],
    currency: "EUR",
    currencies: ["EUR"],
    tells: ["ecc", "diskKind", "minDisks", "gpuModel", "minGpus", "minBandwidthMbit"],
    takes: ["image", "sshKeys"],
    terms: [1],
    payments: ["automatic"],
    inventory: "public",
    scan: null,
  });
});

test("tells how the last scan went", async () => {
  const lease = await Lease.acquire(r.ctx.table, "scan#hetzner", "test", Date.now(), 1000);
  if (!lease) throw new Error("The lease is taken.");
  const at = Date.parse("2026-11-24T12:00:00.000Z");
  const report = { evaluatedAt: at, listings: 321, refused: 2, failure: null };
  await Lease.renew(r.ctx.table, lease, Date.now(), 1000, report);
  expect(await hetzner()).toMatchObject({
    scan: { listings: 321, refused: 2, failure: null, lastScanAt: "2026-11-24T12:00:00.000Z" },
  });
  const failed = { evaluatedAt: 0, listings: 0, refused: 0, failure: "Hetzner does not answer." };
  await Lease.renew(r.ctx.table, lease, Date.now(), 1000, failed);
  expect(await hetzner()).toMatchObject({ scan: { failure: "Hetzner does not answer.", lastScanAt: null } });
});

test("needs a token", async () => {
  expectProblem(await call("GET", "/providers"), 401, "auth.missing");
});
