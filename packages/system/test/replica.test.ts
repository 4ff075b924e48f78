// Guarantee: a copy of the rules or offers is what the table holds: no change is missed, whatever its date, so no
// stopped rule buys.

import { Replica } from "@cloudco/core/table/replica";
import { Table } from "@cloudco/core/table/table";
import { position } from "@cloudco/core/table/time";
import { intercepted } from "@cloudco/core/test/intercept";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import * as z from "zod";

const Item = z.object({ id: z.string(), position: z.string(), value: z.number() });
type Item = z.infer<typeof Item>;

const START = Date.UTC(2026, 0, 1);

let ctx: ReturnType<typeof create>;
let read: string[];
let name: string;
let made = 0;
let clock = START;
beforeAll(async () => {
  await freshResources();
  ctx = intercepted(create(), (command, send) => {
    const { ExpressionAttributeValues: values } = (
      command as { input: { ExpressionAttributeValues?: object } }
    ).input;
    read.push(String((values as Record<string, unknown> | undefined)?.[":from"] ?? ""));
    return send();
  });
});
beforeEach(() => {
  clock = START;
  made += 1;
  name = `THINGS#${made}`;
  read = [];
});

const replica = () => new Replica<Item>(ctx.table, name, Item, () => clock);

async function put(id: string, at: number, value: number): Promise<void> {
  const item = { pk: name, sk: id, id, value, collection: name, position: position(at, id) };
  await Table.transact(ctx.table, [{ put: item }]);
}

const values = (copy: Replica<Item>) =>
  Object.fromEntries([...copy.items.values()].map(({ id, value }) => [id, value]));

test("is everything at first, and then what changed", async () => {
  await put("a", START, 1);
  await put("b", START + 60_000, 2);
  const copy = replica();
  expect((await copy.refresh()).map(({ id }) => id)).toEqual(["a", "b"]);
  expect(await copy.refresh()).toEqual([]);
  await put("a", START + 120_000, 3);
  expect((await copy.refresh()).map(({ id }) => id)).toEqual(["a"]);
  expect(values(copy)).toEqual({ a: 3, b: 2 });
});

test("reads again what was written ten seconds before the last refresh, and no more", async () => {
  await put("a", START, 1);
  const copy = replica();
  await copy.refresh();
  clock += 50_000;
  await copy.refresh();
  expect(read.at(-1)).toBe(position(START - 10_000));
  await copy.refresh();
  expect(read.at(-1)).toBe(position(START + 40_000));
});

// A change whose writer slept, or was throttled, is dated long before it is there: it is not missed either.
test("sees a change that is dated minutes before, a minute later at most", async () => {
  await put("a", START, 1);
  const copy = replica();
  await copy.refresh();
  for (const _ of [1, 2, 3]) {
    clock += 50_000;
    await copy.refresh();
  }
  await put("a", clock - 170_000, 2);
  clock += 60_000;
  await copy.refresh();
  expect(values(copy)).toEqual({ a: 2 });
  clock += 1_000;
  await copy.refresh();
  expect(read.at(-1)).toBe(position(clock - 11_000));
});

// A change that another machine's clock dated a little back, or that reached the index late, is not missed.
test("sees a change that is dated before what it read last", async () => {
  await put("a", START, 1);
  const copy = replica();
  await copy.refresh();
  await put("b", START - 9_000, 2);
  await put("a", START - 5_000, 3);
  expect((await copy.refresh()).map(({ id }) => id).sort()).toEqual(["a", "b"]);
  expect(values(copy)).toEqual({ a: 3, b: 2 });
});

test("tells of a change at the same moment as another", async () => {
  await put("a", START, 1);
  const copy = replica();
  await copy.refresh();
  await put("b", START, 2);
  expect(await copy.refresh()).toMatchObject([{ id: "b" }]);
});

test("tells of two changes of an item in one millisecond", async () => {
  const Counted = Item.extend({ revision: z.number() });
  const copy = new Replica<z.infer<typeof Counted>>(ctx.table, name, Counted, () => clock);
  const item = { pk: name, sk: "a", id: "a", value: 1, collection: name, position: position(START, "a") };
  await Table.transact(ctx.table, [{ put: { ...item, revision: 1 } }]);
  await copy.refresh();
  await Table.transact(ctx.table, [{ put: { ...item, revision: 2 } }]);
  expect(await copy.refresh()).toMatchObject([{ revision: 2 }]);
  expect(await copy.refresh()).toEqual([]);
});

test("takes what this process wrote itself as known", async () => {
  await put("a", START, 1);
  const copy = replica();
  await copy.refresh();
  await put("a", START + 1_000, 2);
  expect(copy.set({ id: "a", value: 2, position: position(START + 1_000, "a") })).toBe(true);
  expect(copy.set({ id: "a", value: 2, position: position(START + 1_000, "a") })).toBe(false);
  expect(await copy.refresh()).toEqual([]);
});

test("sees items end by their tombstones", async () => {
  const Ending = Item.extend({ ended: z.boolean().default(false) });
  await put("a", START, 1);
  const copy = new Replica<z.infer<typeof Ending>>(ctx.table, name, Ending, () => clock);
  await copy.refresh();
  const tombstone = { pk: name, sk: "a", id: "a", value: 1, ended: true, collection: name };
  await Table.transact(ctx.table, [{ put: { ...tombstone, position: position(START + 1, "a") } }]);
  expect(await copy.refresh()).toMatchObject([{ id: "a", ended: true }]);
});

test("is empty where there is nothing, and fills later", async () => {
  const copy = replica();
  expect(await copy.refresh()).toEqual([]);
  await put("a", START, 1);
  expect(await copy.refresh()).toMatchObject([{ id: "a" }]);
});

// However changes and refreshes alternate, the copy is what the table holds.
test("is the same as the table after any changes", async () => {
  const step = fc.record({
    id: fc.constantFrom("a", "b", "c"),
    later: fc.nat({ max: 20_000 }),
    refresh: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      made += 1;
      name = `THINGS#${made}`;
      const copy = replica();
      let at = START;
      const expected: Record<string, number> = {};
      for (const [value, { id, later, refresh }] of steps.entries()) {
        // Clocks of the writers differ by less than the overlap.
        at += later;
        clock = at;
        const skew = (value * 3_777) % 9_000;
        await put(id, at - skew, value);
        expected[id] = value;
        if (refresh) await copy.refresh();
      }
      await copy.refresh();
      expect(values(copy)).toEqual(expected);
    }),
    { seed: 51, numRuns: 60 },
  );
});
