// Guarantee: a rule for what only an account's own token shows buys one server, as every other rule does, and the token
// is nowhere but where it is sealed.

import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { leaks } from "@cloudco/core/test/leak";
import { arrangeChanged } from "@cloudco/core/watch/arrange";
import * as visit from "@cloudco/functions/schedule/visit";
import { descriptor } from "@cloudco/providers/digitalocean/descriptor";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Droplets, droplets } from "./kit/droplets.ts";

const PATIENCE = { timeout: 20_000, interval: 100 };

let d: Droplets;
let logged = "";
beforeAll(async () => {
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "DEBUG");
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      logged += String(chunk);
      return true;
    });
  }
  d = await droplets(async ({ input }) => await visit.handler(JSON.parse(input)));
});
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await d.close();
});

type Droplet = { account: string; tags: string[] };
const bought = () => d.control<Droplet[]>("GET", "/orders");

// One match, one order, one Droplet: and the schedule that found it ends with the rule.
test("a rule buys exactly one Droplet, and its watch ends", { timeout: 60_000 }, async () => {
  await d.control("POST", "/stock", { slug: "s-1vcpu-1gb", regions: ["ams3", "fra1", "nyc3"] });
  const ada = await d.owner();
  const target = await d.connect(ada);
  const id = await d.rule(ada, { autoBuy: true });
  const snipes = async () => {
    const { items } = (await ada.call("GET", "/snipes")).json as { items: { provider: string }[] };
    return items;
  };
  await expect.poll(snipes, PATIENCE).toMatchObject([{ provider: "digitalocean", reconciled: false }]);
  expect((await ada.call("GET", `/rules/${id}`)).json).toMatchObject({ status: "completed" });

  // The schedule fires once more, or twice at once: there is nothing left to buy, and no reason to go on.
  await Promise.all([d.scan(target), d.scan(target)]);
  expect(await d.schedules(ada)).toEqual([]);
  await arrangeChanged(d.ctx, descriptor);
  expect(await d.schedules(ada)).toEqual([]);
  expect(await bought()).toHaveLength(1);
  expect((await d.matches(ada)).map(({ state }) => state)).toEqual(["placed"]);
});

test("a schedule, a log line, an offer and a match hold no token", { timeout: 60_000 }, async () => {
  const ada = await d.owner();
  const target = await d.connect(ada);
  await d.rule(ada);
  await expect.poll(() => d.report(target), PATIENCE).toMatchObject({ failure: null });
  const inputs = await d.schedules(ada);
  expect(inputs.map((input) => JSON.parse(input))).toEqual([target]);
  const echo = JSON.stringify({ id: "error", message: `token ${ada.secret}` });
  for (const status of [200, 400, 429, 500, 401]) {
    d.time.advance(4_000);
    await d.control("POST", "/faults", { route: "GET /v2/sizes", kind: "body", status, body: echo });
    await d.scan(target);
  }
  expect((await ada.call("GET", "/connections/digitalocean")).json).toMatchObject({ status: "ERROR" });
  const { Items } = await d.ctx.table.client.send(new ScanCommand({ TableName: d.ctx.table.name }));
  const items = JSON.stringify(Items, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  );
  expect(items).toContain(target.connectionId);
  expect(logged).toContain("inventory not read");
  for (const text of [inputs.join(), items, logged]) expect(leaks(text, [ada.secret])).toEqual([]);
});

test("what is no target of ours is refused", async () => {
  await expect(visit.handler({ provider: "digitalocean" })).rejects.toThrow();
  await expect(visit.handler({})).rejects.toThrow();
});
