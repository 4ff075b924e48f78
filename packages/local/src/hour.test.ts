// Guarantee: what CloudCO does by itself stays within what every provider allows, so that no customer is refused a call,
// nor an order, because of it.

import { ProviderId } from "@cloudco/core/provider/id";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Hour, hour } from "./testing/hour/hour.ts";
import { freshResources } from "./testing/resources.ts";

describe.each([
  ["ten minutes with 1,000 customers, from their first on", 10, Number(process.env.N ?? 1_000)],
])("%s", (_, minutes, customers) => {
  let h: Hour;
  beforeAll(async () => {
    await freshResources();
    h = await hour(minutes, customers);
    for (const id of ProviderId.options) console.log(id, h.tally.sent.get(id)?.length, h.tally.peak(id), h.tally.peak(id, ({ key }) => key));
    console.log(h.snipes.length, h.open, h.errors.slice(0, 3), h.connections.length);
  }, 600_000);
  afterAll(() => h?.simulators.close());

  test.each(ProviderId.options)("%s refuses nothing as one too many", async (id) => {
    expect(await h.simulators.refusals(id)).toEqual([]);
  });
});
