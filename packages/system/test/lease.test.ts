// Guarantee: one process at a time has the right to scan, and whoever lost it can write nothing any more.

import { Lease } from "@cloudco/core/lease/lease";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { Table } from "@cloudco/core/table/table";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { beforeAll, beforeEach, expect, test } from "vitest";

const LIFETIME = 10_000;

let table: Table.Table;
let name: string;
let now: number;
beforeAll(async () => {
  await freshResources();
  ({ table } = create());
});
let made = 0;
beforeEach(() => {
  made += 1;
  name = `test-${made}`;
  now = 1_000_000;
});

const acquire = (holder: string) => Lease.acquire(table, name, holder, now, LIFETIME);
async function held(holder: string): Promise<Lease.Lease> {
  const lease = await acquire(holder);
  if (!lease) throw new Error(`${holder} did not get it.`);
  return lease;
}
const report = (evaluatedAt: number) => ({ evaluatedAt, listings: 1, refused: 0, failure: null });
const renew = (lease: Lease.Lease) => Lease.renew(table, lease, now, LIFETIME, report(now));
const passes = async (lease: Lease.Lease) => (await Table.transact(table, [Lease.check(lease)])).ok;

test("one of fifty gets it", async () => {
  const leases = await Promise.all(Array.from({ length: 50 }, (_, at) => acquire(String(at))));
  const got = leases.filter((lease) => lease !== null);
  expect(got).toHaveLength(1);
  expect(got[0]?.fence).toBe(1);
});

test("it is free when it has run out, and not before", async () => {
  const first = await held("first");
  now += LIFETIME;
  expect(await acquire("second")).toBeNull();
  now += 1;
  const second = await held("second");
  expect(second.fence).toBeGreaterThan(first.fence);
  expect([await passes(first), await passes(second)]).toEqual([false, true]);
});

test("one that ran out but was taken by nobody still holds", async () => {
  const first = await held("first");
  now += LIFETIME * 10;
  expect(await passes(first)).toBe(true);
  expect(await renew(first)).toEqual({ held: true, wanted: false });
  expect(await acquire("second")).toBeNull();
});

test("renewing lengthens it", async () => {
  const first = await held("first");
  now += LIFETIME - 1;
  expect(await renew(first)).toEqual({ held: true, wanted: false });
  now += LIFETIME;
  expect(await acquire("second")).toBeNull();
});

test("whoever lost it can't renew it, release it, or report", async () => {
  const first = await held("first");
  now += LIFETIME + 1;
  const second = await held("second");
  expect(await renew(first)).toEqual({ held: false, wanted: false });
  await Lease.release(table, first);
  expect(await acquire("third")).toBeNull();
  expect(await ScanReport.find(table, name)).toBeNull();
  expect(await passes(second)).toBe(true);
});

test("released, it is free at once, and the former holder's fence is worth nothing once it is taken", async () => {
  const first = await held("first");
  await Lease.release(table, first);
  const second = await held("second");
  expect(second.fence).toBe(first.fence + 1);
  expect(await passes(first)).toBe(false);
});

test("the holder is told that somebody wants it, until somebody has it", async () => {
  const first = await held("first");
  expect(await renew(first)).toEqual({ held: true, wanted: false });
  await Lease.want(table, name, "second");
  expect(await renew(first)).toEqual({ held: true, wanted: true });
  await Lease.release(table, first);
  const second = await held("second");
  expect(await renew(second)).toEqual({ held: true, wanted: false });
});

test("the report outlives its holder", async () => {
  expect(await ScanReport.find(table, name)).toBeNull();
  const first = await held("first");
  expect(await ScanReport.find(table, name)).toBeNull();
  await renew(first);
  await Lease.release(table, first);
  await held("second");
  expect(await ScanReport.find(table, name)).toMatchObject(report(now));
});

test("a report of the version before is read", async () => {
  await Table.update(
    table,
    { pk: `LEASE#${name}`, sk: "LEASE" },
    {
      expression: "SET #fence = :fence, #until = :until, #report = :report",
      values: { ":fence": 3, ":until": 0, ":report": report(5) },
    },
  );
  expect(await ScanReport.find(table, name)).toEqual({
    ...report(5),
    failures: 0,
    pollAt: 0,
    backlog: 0,
    digest: null,
    doubt: null,
  });
  expect((await held("first")).fence).toBe(4);
});
