// Guarantee: of many writers after one thing one gets it, and a list is read whole, whatever can't be read in it.

import { Table } from "@cloudco/core/table/table";
import { position, ttl } from "@cloudco/core/table/time";
import { UnreadableItem } from "@cloudco/core/table/unreadable";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";

const Item = z.object({ sk: z.string(), value: z.number(), position: z.string().optional() });
type Item = z.infer<typeof Item>;

let table: Table.Table;
beforeAll(async () => {
  await freshResources();
  ({ table } = create());
});

let made = 0;
const fresh = () => {
  made += 1;
  return { pk: `TEST#${made}`, sk: "A" };
};
const value = async (key: Table.Key) => (await Table.get(table, key, Item))?.value ?? null;
const NEW = { expression: "attribute_not_exists(pk)" };
const is = (number: number) => ({ expression: "#value = :v", values: { ":v": number } });

describe("transact", () => {
  test("all or nothing, and says which did not hold", async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    expect(await Table.transact(table, [{ put: { ...a, value: 1 }, condition: NEW }])).toEqual({ ok: true });
    const writes: Table.Write[] = [
      { put: { ...b, value: 2 }, condition: NEW },
      { update: a, set: { expression: "SET #value = :new", values: { ":new": 9 } }, condition: is(7) },
      { check: c, condition: is(8) },
    ];
    expect(await Table.transact(table, writes)).toEqual({ ok: false, failed: [1, 2] });
    expect([await value(a), await value(b)]).toEqual([1, null]);
    expect(await Table.transact(table, [{ delete: a, condition: is(1) }])).toEqual({ ok: true });
    expect(await value(a)).toBeNull();
  });

  // Of fifty at once one alone can have what there is one of.
  test("fifty at once after one thing", async () => {
    const key = fresh();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        Table.transact(table, [{ put: { ...key, value: at }, condition: NEW }]),
      ),
    );
    const winners = outcomes.flatMap(({ ok }, at) => (ok ? [at] : []));
    expect(winners).toHaveLength(1);
    expect(await value(key)).toBe(winners[0]);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(49).fill({ ok: false, failed: [0] }));
  });
});

describe("update", () => {
  test("says whether its condition held", async () => {
    const key = fresh();
    const set = { expression: "SET #value = :new", values: { ":new": 2 } };
    expect(await Table.update(table, key, set, is(1))).toBe(false);
    expect(await value(key)).toBeNull();
    expect(await Table.update(table, key, set)).toBe(true);
    expect(await Table.update(table, key, set, is(2))).toBe(true);
  });

  test("throws for what is no condition", async () => {
    const set = { expression: "SET #value = #value + :one", values: { ":one": 1 } };
    await expect(Table.update(table, fresh(), set)).rejects.toThrow();
  });
});

test("an item of unknown shape is not taken for another", async () => {
  const key = fresh();
  await Table.transact(table, [{ put: { ...key, value: "much" } }]);
  await expect(Table.get(table, key, Item)).rejects.toBeInstanceOf(UnreadableItem);
  // In a list it stops none of the others.
  await Table.transact(table, [{ put: { ...key, sk: "B", value: 1 } }]);
  expect(await Table.list(table, key.pk, "", Item)).toMatchObject([{ sk: "B", value: 1 }]);
});

describe("collections", () => {
  const START = Date.UTC(2026, 0, 1);
  const name = "THINGS";
  const count = 2_300; // more than a page of a query holds, with this much in each
  beforeAll(async () => {
    const puts = Array.from({ length: count }, (_, at) => ({
      put: {
        pk: "THINGS",
        sk: `THING#${String(at).padStart(5, "0")}`,
        value: at,
        padding: "x".repeat(600),
        collection: name,
        position: position(START + at, String(at)),
        ...(at % 2 ? {} : { open: "things", due: position(START + at, String(at)) }),
      },
    }));
    for (let from = 0; from < count; from += 100) await Table.transact(table, puts.slice(from, from + 100));
  });

  test("are read to the end", async () => {
    const all = await Table.collection(table, name, Item);
    expect(all.map((item) => item.value)).toEqual(Array.from({ length: count }, (_, at) => at));
    expect(await Table.list(table, "THINGS", "THING#", Item)).toHaveLength(count);
    expect(await Table.list(table, "THINGS", "THING#0001", Item)).toHaveLength(10);
  });

  test("from a position on", async () => {
    const later = await Table.collection(table, name, Item, position(START + 2_000));
    expect(later.map((item) => item.value)).toEqual(Array.from({ length: 300 }, (_, at) => 2_000 + at));
    expect(await Table.collection(table, "NOTHING", Item)).toEqual([]);
  });

  test("in pages, newest first, none left out and none twice", async () => {
    const seen: Item[] = [];
    let from: string | undefined;
    do {
      const { items, next } = await Table.page(table, name, Item, { limit: 700, ...(from ? { from } : {}) });
      expect(items.length).toBeLessThanOrEqual(700);
      seen.push(...items);
      from = next ?? undefined;
    } while (from);
    expect(seen.map((item) => item.value)).toEqual(Array.from({ length: count }, (_, at) => count - 1 - at));
  });

  test("of what is due, the longest due first", async () => {
    const due = await Table.due(table, "things", Item, START + 10);
    expect(due.map((item) => item.value)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(await Table.due(table, "things", Item, START - 1)).toEqual([]);
  });
});

test("the time to live is in whole seconds", () => {
  expect(ttl(1_999, 30)).toBe(1 + 30 * 86_400);
});
