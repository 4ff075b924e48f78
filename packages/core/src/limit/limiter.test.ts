// Guarantee: however many containers count, a limit lets through no more than it says and hardly less, and what one
// subject uses up takes nothing from another.

import { beforeAll, expect, test, vi } from "vitest";
import { freshTable } from "../../test/fresh.ts";
import type { Context } from "../context/context.ts";
import type { Table } from "../table/table.ts";
import { type Limit, Limiter } from "./limiter.ts";

const START = Date.parse("2026-11-24T12:00:00.000Z");
const ACCOUNT: Limit = { name: "account", most: 600, windowSeconds: 60 };
const FEW: Limit = { name: "few", most: 5, windowSeconds: 60 };

let table: Table.Table;
let now = START;
const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const context = (): Context => ({ table, now: () => now, log }) as unknown as Context;
beforeAll(async () => {
  table = await freshTable();
});

const admitted = async (limiters: readonly Limiter[], subject: string, limit: Limit, times: number) => {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, n) => limiters[n % limiters.length]?.admit(subject, limit)),
  );
  return answers.filter((answer) => answer?.admitted).length;
};

test("four containers let through together what one may", async () => {
  const limiters = Array.from({ length: 4 }, () => new Limiter(context()));
  expect(await admitted(limiters, "ada", ACCOUNT, 2_000)).toBe(600);
  expect(await admitted(limiters, "ada", ACCOUNT, 50)).toBe(0);
  expect(await admitted(limiters, "bob", ACCOUNT, 50)).toBe(50);
  expect(await admitted([new Limiter(context())], "ada", ACCOUNT, 50)).toBe(0);
});

test("a limit of a few is exact, and begins anew with its window", async () => {
  const limiter = new Limiter(context());
  expect(await admitted([limiter], "cy", FEW, 9)).toBe(5);
  expect(await limiter.admit("cy", FEW)).toEqual({ admitted: false, left: 0, resetAt: START + 60_000 });
  now = START + 60_000;
  expect(await limiter.admit("cy", FEW)).toMatchObject({ admitted: true, left: 4 });
  now = START;
});

test("most requests ask nothing of the table, and a refused one nothing either", async () => {
  const send = vi.spyOn(table.client, "send");
  const limiter = new Limiter(context());
  for (let count = 0; count < 120; count++) await limiter.admit("dan", ACCOUNT);
  expect(send).toHaveBeenCalledTimes(10);
  await admitted([limiter], "dan", ACCOUNT, 600);
  send.mockClear();
  expect(await admitted([limiter], "dan", ACCOUNT, 100)).toBe(0);
  expect(send).not.toHaveBeenCalled();
  send.mockRestore();
});

test("where the table does not answer, nobody is refused for that", async () => {
  const lost = { ...context(), table: { ...table, name: "none" } };
  expect(await new Limiter(lost).admit("eve", FEW)).toMatchObject({ admitted: true });
  expect(log.error).toHaveBeenCalledWith("counting a request failed", expect.anything());
});
