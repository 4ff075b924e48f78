import { freshResources } from "@cloudco/local/testing/resources";
import { beforeEach, expect, it, vi } from "vitest";
import { Table, transact } from "../table/table.ts";
import { LiveCatalogue } from "./live-catalogue.ts";
import { Listing } from "./offer.ts";
import { gone, type Stored, seen, toItem } from "./stored.ts";

let table: Table;
let now = Date.parse("2026-11-24T12:00:00.000Z");
let live: LiveCatalogue;
beforeEach(async () => {
  table = Table.connect((await freshResources()).TABLE_NAME);
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

const put = (stored: Stored) => transact(table, [{ put: toItem(stored) }]);
const ids = async () =>
  (await live.current()).page({ sort: "price", ipv4: false }, 10).offers.map((each) => each.id);

it("follows what the scans write, a second behind at most", async () => {
  const first = offer("1");
  await put(first);
  await put(offer("2", "vultr"));
  expect(await ids()).toEqual(["1", "2"]);

  await put(offer("3"));
  now += 999;
  expect(await ids()).toEqual(["1", "2"]);
  now += 1;
  expect(await ids()).toEqual(["1", "3", "2"]);

  await put(gone(first, now));
  now += 1000;
  expect(await ids()).toEqual(["3", "2"]);
});

it("reads once for many who ask at the same moment, and not again while nothing is a second old", async () => {
  await put(offer("1"));
  const send = vi.spyOn(table.client, "send");
  await Promise.all(Array.from({ length: 50 }, ids));
  await ids();
  expect(send).toHaveBeenCalledTimes(2);
});

it("gives the same catalogue while nothing changes", async () => {
  await put(offer("1"));
  const before = await live.current();
  now += 5000;
  expect(await live.current()).toBe(before);
});

it("asks again after a failure", async () => {
  await put(offer("1"));
  vi.spyOn(table.client, "send").mockRejectedValueOnce(new Error("The table does not answer."));
  await expect(ids()).rejects.toThrow("does not answer");
  expect(await ids()).toEqual(["1"]);
});
