// Guarantee: nobody tries more than five passwords a minute for a connection, however many requests come at once.

import { beforeAll, expect, test } from "vitest";
import { freshTable } from "../../test/fresh.ts";
import type { Table } from "../table/table.ts";
import { VerificationLimit } from "./verification-limit.ts";

let table: Table.Table;
beforeAll(async () => {
  table = await freshTable();
});

const START = Date.parse("2026-11-24T12:00:00.000Z");

test("grants five, and the next when the first is a minute old", async () => {
  const take = (seconds: number) => VerificationLimit.admit(table, "ada", "hetzner", START + seconds * 1000);
  for (const second of [0, 10, 20, 30, 40]) expect(await take(second)).toEqual({ granted: true });
  expect(await take(50)).toEqual({ granted: false, retryAt: START + 60_000 });
  expect(await take(59.999)).toMatchObject({ granted: false });
  expect(await take(60)).toEqual({ granted: true });
  expect(await take(61)).toEqual({ granted: false, retryAt: START + 70_000 });
});

test("counts each customer and each provider by itself", async () => {
  for (let count = 0; count < 5; count++) await VerificationLimit.admit(table, "bob", "hetzner", START);
  expect(await VerificationLimit.admit(table, "bob", "hetzner", START)).toMatchObject({ granted: false });
  expect(await VerificationLimit.admit(table, "bob", "vultr", START)).toEqual({ granted: true });
  expect(await VerificationLimit.admit(table, "cy", "hetzner", START)).toEqual({ granted: true });
});

test("grants five of thirty that come at once", async () => {
  const taken = await Promise.all(
    Array.from({ length: 30 }, () => VerificationLimit.admit(table, "eve", "hetzner", START)),
  );
  expect(taken.filter((each) => each.granted)).toHaveLength(5);
});
