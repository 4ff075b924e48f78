// Guarantee: providers that share an invocation share no fate: where one can't be watched, the others are, and it is
// told.

import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { findOffer } from "@cloudco/core/offer/stored";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { create } from "@cloudco/functions/lib/runtime";
import { handler, create as scanOf } from "@cloudco/functions/schedule/scan";
import { awsFaults, throttled } from "@cloudco/functions/test/aws-faults";
import { freshResources } from "@cloudco/functions/test/fresh";
import { Inventories } from "@cloudco/providers/inventories";
import { stand } from "@cloudco/providers/test/fixture";
import { ca } from "@cloudco/providers/test/ovh/fixture";
import { instance } from "@cloudco/providers/test/vultr/fixture";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

beforeAll(async () => {
  await freshResources();
});
afterAll(() => vi.unstubAllEnvs());

test.each(["", "hetzner ", "hetzner, vultr", "digitalocean", "nobody"])(
  "watches nobody for %j",
  async (providers) => {
    await expect(handler({ providers })).rejects.toThrow();
  },
);

test("one that can't be scanned does not keep the others from being watched", async () => {
  const [plans, america] = [await stand(instance), await stand(ca)];
  const ctx = create();
  const { table } = ctx;
  awsFaults(ctx).fail(UpdateCommand, { error: throttled(), about: "scan#ovh-eu" });
  const ending = new AbortController();
  vi.stubEnv("VULTR_POLL_SECONDS", "0.1");
  vi.stubEnv("OVH_CA_POLL_SECONDS", "0.1");
  let over = false;
  const scan = scanOf(ctx, Inventories.get, ending.signal);
  const turn = scan({ providers: "ovh-eu vultr ovh-ca" }).finally(() => {
    over = true;
  });
  const ended = expect(turn).rejects.toThrow();
  const evaluated = async (id: string) => (await ScanReport.find(table, `scan#${id}`))?.evaluatedAt ?? 0;
  for (const [at, id] of [
    [plans, "vultr"],
    [america, "ovh-ca"],
  ] as const) {
    await expect.poll(() => findOffer(table, id, at.offer.id), { timeout: 10_000 }).not.toBeNull();
    // And goes on, after the other has failed.
    const first = await evaluated(id);
    await expect.poll(() => evaluated(id), { timeout: 10_000 }).toBeGreaterThan(first);
  }
  expect(await evaluated("ovh-eu")).toBe(0);
  // A function that has answered is frozen.
  expect(over).toBe(false);
  ending.abort();
  await ended;
  await Promise.all([plans.stop(), america.stop()]);
});
