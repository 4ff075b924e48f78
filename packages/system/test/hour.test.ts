// Guarantee: what CloudCO does by itself stays within what every provider allows, so that no customer is refused a call,
// nor an order, because of it. `pnpm bench hour` lets the whole hour pass for 1,000 customers; here they have ten minutes
// of it, in which all of them connect, everything comes in stock and all of Vultr's are checked at once, and the limits of
// an hour, which are each customer's own, are measured with fewer.

import { ProviderId } from "@cloudco/core/provider/id";
import { freshResources } from "@cloudco/functions/test/fresh";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Hour, hour } from "./hour/hour.ts";
import { LIMITS, used } from "./hour/limits.ts";

const PATIENCE_MS = 900_000;

describe.each([
  { minutes: 10, customers: 1_000, auctions: 2 },
  { minutes: 60, customers: 60, auctions: 3 },
])("$minutes minutes of $customers customers", ({ minutes, customers, auctions }) => {
  let h: Hour;
  beforeAll(async () => {
    await freshResources();
    h = await hour(minutes, customers);
  }, PATIENCE_MS);
  afterAll(() => h?.simulators.close());

  test.each(ProviderId.options)("%s refuses nothing as one too many", async (id) => {
    expect(h.tally.sent.get(id)?.length).toBeGreaterThan(minutes);
    expect(await h.simulators.refusals(id)).toEqual([]);
  });

  test.each(LIMITS)("no more than $most: $what", (limit) => {
    expect(used(h.tally, limit)).toBeGreaterThan(0);
    expect(used(h.tally, limit)).toBeLessThanOrEqual(limit.most);
  });

  test("everybody is connected, and everything is read as often as it is meant to be", () => {
    expect(h.errors).toEqual([]);
    expect(h.connections.all).toBe(customers * 1.25);
    expect(h.connections.verified).toBe(h.connections.all);
    const read = (id: ProviderId, route: string) => {
      const sent = h.tally.sent.get(id)?.filter((one) => one.route === route) ?? [];
      return { times: sent.length, by: new Set(sent.map(({ key }) => key)).size };
    };
    expect(read("vultr", "GET /v2/plans").times).toBeGreaterThanOrEqual(minutes * 12);
    const droplets = read("digitalocean", "GET /v2/sizes");
    expect(droplets.by).toBe(h.connections.all / ProviderId.options.length);
    const watched = droplets.by - (h.buyers.get("digitalocean") ?? 0);
    expect(droplets.times).toBeGreaterThan(watched * (minutes - 3));
  });

  test("every rule that may buy has bought one server, lost replies or not", async () => {
    for (const [id, rules] of h.buyers) {
      const bought = id === "hetzner" ? Math.min(auctions, rules) : rules;
      expect(h.snipes.filter(({ provider }) => provider === id)).toHaveLength(bought);
      expect(await h.simulators.control<unknown[]>(id, "GET", "/orders")).toHaveLength(bought);
    }
    expect(h.snipes.some(({ reconciled }) => reconciled)).toBe(true);
    expect(h.open).toBe(0);
  });
});
