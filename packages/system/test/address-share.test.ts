// Guarantee: however many customers connect at once, Vultr gets no more requests from our address than it takes, and an
// order does not wait behind any of their checks.

import { AddressShare } from "@cloudco/core/connection/address-share";
import type { Context } from "@cloudco/core/context/context";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { adapter as hetzner } from "@cloudco/providers/hetzner/hetzner";
import { adapter } from "@cloudco/providers/vultr/vultr";
import { beforeEach, describe, expect, test } from "vitest";

const { descriptor } = adapter;
/** Of one address, a second; the scan takes three of them. */
const LIMIT = 30;
const SCAN = 3;
const KINDS = ["order", "verify", "find"] as const;

let ctx: Context;
let now: number;
beforeEach(async () => {
  await freshResources();
  now = 1_700_000_000_000;
  ctx = { ...create(), now: () => now };
});

/** When each of so many calls that ask at once may be made; null for one that has to come again. */
async function ask(kind: AddressShare.Kind, count: number): Promise<(number | null)[]> {
  const permits = await Promise.all(
    Array.from({ length: count }, () => AddressShare.admit(ctx, descriptor, kind)),
  );
  return permits.map(({ granted, waitMs }) => (granted ? now + waitMs : null));
}

const share = (kind: AddressShare.Kind) =>
  descriptor.addressShares?.[kind] ?? { requests: 0, burst: 0, perSecond: 0 };

/** The most requests that calls at these times send within a second. */
function densest(times: readonly (number | null)[], requests: number): number {
  const made = times.filter((time) => time !== null);
  return (
    requests * Math.max(...made.map((at) => made.filter((other) => other >= at && other < at + 1_000).length))
  );
}

test("all shares and the scan together are what the provider takes", () => {
  const shares = KINDS.map((kind) => share(kind).burst + share(kind).perSecond);
  expect(shares.reduce((sum, most) => sum + most, SCAN)).toBeLessThanOrEqual(LIMIT);
  for (const kind of KINDS) expect(share(kind).burst).toBeGreaterThanOrEqual(share(kind).requests);
});

describe.each(KINDS)("%s", (kind) => {
  test("calls that come at once are spread; those that would wait long come again", async () => {
    const { requests, burst, perSecond } = share(kind);
    const times = await ask(kind, 60);
    expect(times.filter((time) => time === now)).toHaveLength(Math.floor(burst / requests));
    expect(densest(times, requests)).toBeLessThanOrEqual(burst + perSecond);
    const granted = times.filter((time) => time !== null);
    expect(Math.max(...granted)).toBeLessThanOrEqual(now + 8_000);
    expect(granted.length).toBeGreaterThan((7 * perSecond) / requests);
    expect(times).toContain(null);
  });

  test("calls that go on coming have their share, and no more", async () => {
    const { requests, burst, perSecond } = share(kind);
    const times: (number | null)[] = [];
    for (let fifth = 0; fifth < 40; fifth++) {
      times.push(...(await ask(kind, 2)));
      now += 200;
    }
    expect(densest(times, requests)).toBeLessThanOrEqual(burst + perSecond);
    expect(times.filter((time) => time !== null).length * requests).toBeGreaterThan(7 * perSecond);
  });

  test("waits for nothing of another kind", async () => {
    for (const other of KINDS) if (other !== kind) await ask(other, 60);
    expect((await ask(kind, 1))[0]).toBe(now);
  });

  test("waits as long as the provider asks", async () => {
    await AddressShare.hold(ctx, descriptor, 5);
    expect((await ask(kind, 1))[0]).toBeGreaterThanOrEqual(now + 5_000);
    await AddressShare.hold(ctx, descriptor, 60);
    expect(await ask(kind, 2)).toEqual([null, null]);
    now += 61_000;
    expect((await ask(kind, 1))[0]).toBeLessThanOrEqual(now + 1_000);
  });
});

test("a provider that counts by credentials is not waited for", async () => {
  expect(hetzner.descriptor.addressShares).toBeNull();
  expect(await AddressShare.admit(ctx, hetzner.descriptor, "order")).toEqual({ granted: true, waitMs: 0 });
});
