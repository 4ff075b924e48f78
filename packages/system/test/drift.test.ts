// Guarantee: a list whose form changes takes no good offer away before somebody could look, says so, and raises the alarm;
// and one empty answer takes none away at all.

import { Scan } from "@cloudco/core/scan/scan";
import { type Customer, type Rig, rig } from "@cloudco/functions/test/api/rig";
import { stand } from "@cloudco/providers/test/fixture";
import { hetzner } from "@cloudco/providers/test/hetzner/fixture";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { type Clock, clock } from "./kit/clock.ts";

const PATIENCE = { timeout: 20_000, interval: 50 };
const FEED = "GET /_resources/app/data/app/live_data_sb.json";

let time: Clock;
let r: Rig;
let at: Awaited<ReturnType<typeof stand>>;
let ada: Customer;
let stop: AbortController;
let turn: Promise<void>;
let logged = "";

beforeAll(async () => {
  vi.stubEnv("POWERTOOLS_LOG_LEVEL", "INFO");
  time = clock();
  r = await rig();
});
afterAll(() => r.close());

beforeEach(async () => {
  logged = "";
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((chunk) => {
      logged += String(chunk);
      return true;
    });
  }
  at = await stand(hetzner);
  await at.control("POST", "/stock", [{}, {}, {}, {}]);
  ada = await r.customer();
  stop = new AbortController();
  turn = Scan.watch({ ...r.ctx, now: time.now }, hetzner.adapter, {
    until: time.now() + 3_600_000,
    pollMs: 20,
    holder: "scan",
    signal: stop.signal,
    warm: { remove: () => null, put: () => undefined },
  });
  await expect.poll(offered, PATIENCE).toHaveLength(5);
});
afterEach(async () => {
  stop.abort();
  await turn;
  await at.close();
  vi.restoreAllMocks();
});

const Feed = z.looseObject({ server: z.array(z.looseObject({ Id: z.int(), Prices: z.unknown() })) });

type Offers = { items: { listing: { id: string } }[] };
async function offered(): Promise<string[]> {
  const { items } = (await ada.call("GET", "/offers?provider=hetzner&limit=100")).json as Offers;
  return items.map(({ listing }) => listing.id);
}

type Providers = { items: { id: string; scan: { failure: string | null } | null }[] };
async function told(): Promise<string | null | undefined> {
  const { items } = (await ada.call("GET", "/providers")).json as Providers;
  return items.find(({ id }) => id === "hetzner")?.scan?.failure;
}

/** What the scan wrote for whoever watches its log. */
const lines = (message: string) =>
  logged
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line))
    .filter((line) => line.message === message);

const readings = () => at.requests(FEED);
async function readMore(times: number): Promise<void> {
  const target = (await readings()) + times;
  await expect.poll(readings, PATIENCE).toBeGreaterThanOrEqual(target);
}

test("a feed in which most machines can't be read any more", { timeout: 60_000 }, async () => {
  const feed = Feed.parse(await (await fetch(at.env.HETZNER_AUCTION_FEED_URL ?? "")).json());
  const changed = feed.server.map(({ Prices, ...machine }, index) =>
    index === 0 ? { Prices, ...machine } : { Costs: Prices, ...machine },
  );
  await at.fault(FEED, { kind: "body", times: 0, body: JSON.stringify({ ...feed, server: changed }) });
  await expect.poll(told, PATIENCE).toMatch(/^4 of 5 entries of Hetzner's list can't be read/);
  await readMore(5);
  expect(await offered()).toHaveLength(5);
  // Once, however often it is read: the alarm's filter counts these lines.
  expect(lines("inventory doubted")).toMatchObject([
    { level: "ERROR", provider: "hetzner", listings: 1, refused: 4 },
  ]);

  time.advance(601);
  await expect.poll(offered, PATIENCE).toEqual([String(feed.server[0]?.Id)]);
  expect(await told()).toMatch(/can't be read/);

  await at.control("DELETE", "/faults");
  await expect.poll(offered, PATIENCE).toHaveLength(5);
  await expect.poll(told, PATIENCE).toBeNull();
});

test("a feed that is empty once, and one that stays so", { timeout: 60_000 }, async () => {
  const empty = { kind: "body", body: '{"server":[],"serverCount":0,"filter":{}}' };
  const before = await offered();
  await at.fault(FEED, { ...empty, times: 1 });
  await expect.poll(() => lines("inventory empty"), PATIENCE).toHaveLength(1);
  await readMore(3);
  expect(await offered()).toEqual(before);
  await expect.poll(told, PATIENCE).toBeNull();

  await at.fault(FEED, { ...empty, times: 0 });
  await expect.poll(offered, PATIENCE).toEqual([]);
  expect(lines("inventory doubted")).toEqual([]);
});
