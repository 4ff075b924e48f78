// Guarantee: what is shown is what the scans wrote last, read once for everybody, and nobody waits for it without
// need.

import { beforeEach, expect, test, vi } from "vitest";
import { freshTable } from "../../test/fresh.ts";
import { Table } from "../table/table.ts";
import { LiveCatalogue } from "./live-catalogue.ts";
import { Listing } from "./offer.ts";
import { gone, type Stored, seen, toItem } from "./stored.ts";

let table: Table.Table;
let now = Date.parse("2026-11-24T12:00:00.000Z");
let live: LiveCatalogue;
beforeEach(async () => {
  table = await freshTable();
  live = new LiveCatalogue({ table, now: () => now }, ["hetzner", "vultr"]);
});

function offer(id: string, provider: "hetzner" | "vultr" = "hetzner"): Stored {
  const listing = Listing.parse({
    id,
    provider,
    category: "vm",
    name: "any",
    cpu: { name: "any", cores: 1 },
    memoryGib: 1,
    disks: [],
    gpu: null,
    location: { code: "a", site: "a", country: null },
    price: { currency: "EUR", monthly: { net: 1, gross: null }, setup: { net: 0, gross: null } },
    ipv4: null,
    unique: false,
  });
  const stored = seen(undefined, listing, now);
  if (!stored) throw new Error("An offer that was never seen is new.");
  return stored;
}

const put = (stored: Stored) => Table.transact(table, [{ put: toItem(stored) }]);
const ids = async () =>
  (await live.current()).page({ sort: "price", ipv4: false }, 10).offers.map((each) => each.id);

// Guarantee: what a scan has written is in the very next answer.
test("follows what the scans write", async () => {
  const first = offer("1");
  await put(first);
  await put(offer("2", "vultr"));
  expect(await ids()).toEqual(["1", "2"]);

  await put(offer("3"));
  expect(await ids()).toEqual(["1", "3", "2"]);

  now += 1;
  await put(gone(first, now));
  expect(await ids()).toEqual(["3", "2"]);
});

// The batches of a large scan share one time: a later one may stand before what was read already.
test("finds what was written later under an earlier place", async () => {
  const [early, late] = [offer("1"), offer("2")];
  await put(late);
  expect(await ids()).toEqual(["2"]);
  await put(early);
  now += 30_000;
  expect(await ids()).toEqual(["1", "2"]);
});

// Who asks while a reading is under way waits for the one after it, for what was written meanwhile.
test("reads for many who ask at the same moment as for two", async () => {
  await put(offer("1"));
  const send = vi.spyOn(table.client, "send");
  await Promise.all(Array.from({ length: 50 }, ids));
  expect(send).toHaveBeenCalledTimes(4);
});

test("gives one who asks during a reading what was written after that began", async () => {
  await put(offer("1"));
  await ids();
  const original = table.client.send.bind(table.client);
  const { promise: held, resolve } = Promise.withResolvers<void>();
  const send = vi.spyOn(table.client, "send").mockImplementation(async (...sent: unknown[]) => {
    const answer = await Reflect.apply(original, undefined, sent);
    await held;
    return answer;
  });
  const early = ids();
  await expect.poll(() => send.mock.calls.length).toBe(2);
  send.mockRestore();
  await put(offer("2"));
  const late = ids();
  resolve();
  await early;
  expect(await late).toEqual(["1", "2"]);
});

// A scan that changes thousands of offers must not hold up everybody who looks at them.
test("lets nobody wait long for a reading while it has something recent, and waits where it has not", async () => {
  await put(offer("1"));
  await ids();
  await put(offer("2"));
  now += 1000;
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const original = table.client.send.bind(table.client);
  const send = vi.spyOn(table.client, "send").mockImplementation(async (...sent: unknown[]) => {
    await held;
    return await Reflect.apply(original, undefined, sent);
  });
  expect(await ids()).toEqual(["1"]);
  expect(await ids()).toEqual(["1"]);
  expect(send).toHaveBeenCalledTimes(2);

  now += 30_000;
  const waiting = ids();
  release();
  expect(await waiting).toEqual(["1", "2"]);
});

test("shows somebody who looks every ten seconds what came since the last look", async () => {
  await put(offer("1"));
  await ids();
  await put(offer("2"));
  now += 10_000;
  expect(await ids()).toEqual(["1", "2"]);
});

test("rests longer after a long reading", async () => {
  await put(offer("1"));
  const original = table.client.send.bind(table.client);
  const send = vi.spyOn(table.client, "send").mockImplementation(async (...sent: unknown[]) => {
    now += 1000;
    return await Reflect.apply(original, undefined, sent);
  });
  await ids();
  send.mockClear();
  now += 4_999;
  await ids();
  expect(send).not.toHaveBeenCalled();
  now += 1;
  await ids();
  expect(send).toHaveBeenCalled();
});

test("gives the same catalogue while nothing changes", async () => {
  await put(offer("1"));
  const before = await live.current();
  now += 5000;
  expect(await live.current()).toBe(before);
});

test("asks again after a failure", async () => {
  await put(offer("1"));
  vi.spyOn(table.client, "send").mockRejectedValueOnce(new Error("The table does not answer."));
  await expect(ids()).rejects.toThrow("does not answer");
  expect(await ids()).toEqual(["1"]);
  vi.spyOn(table.client, "send").mockRejectedValueOnce(new Error("The table does not answer."));
  expect(await ids()).toEqual(["1"]);
});
