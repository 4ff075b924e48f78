// Guarantee: no rule waits for ever behind older ones, also where every process ends before it has come to all.

import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { position } from "@cloudco/core/table/time";
import { beforeAll, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";

/** More than one cycle comes to. */
const OLDER = 1_500;

let m: StockScan;
let template: Rule.Info;
beforeAll(async () => {
  m = await stockScan();
  template = await buyingRule(m.ctx, "template");
  const at = m.time.now() - 3_600_000;
  const rules = Array.from({ length: OLDER }, (_, number) => {
    const [accountId, id] = [`older-${number}`, `rul_${number}`];
    // They wait for what is not there.
    const rule = { ...template, accountId, id, createdAt: at, evaluateAt: at, minMemoryGib: 60_000 };
    const item = { ...rule, position: position(at, id), collection: Rule.collection("hetzner") };
    return { put: { ...Rule.key(accountId, id), ...item } };
  });
  for (let from = 0; from < rules.length; from += 100)
    await Table.transact(m.ctx.table, rules.slice(from, from + 100));
});

/** One poll of a process that knows nothing yet, and ends after it. */
async function coldCycle(): Promise<void> {
  const scanner = new Scanner(m.ctx, "hetzner");
  await scanner.load(0, null, m.time.now() - 60_000);
  await scanner.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
}

test("a new rule is matched in the first cycle, before thousands that wait longer", {
  timeout: 120_000,
}, async () => {
  m.list({ id: "1", unique: false });
  await coldCycle();
  await buyingRule(m.ctx, "ada");
  await coldCycle();
  expect(await m.offered("ada")).toHaveLength(1);
});

test("a rule that waits long is matched, though no process comes to all", { timeout: 120_000 }, async () => {
  const id = `rul_${OLDER - 1}`;
  const accountId = `older-${OLDER - 1}`;
  const at = m.time.now() - 3_600_000;
  const patient = { ...template, accountId, id, createdAt: at, evaluateAt: at, minMemoryGib: 0 };
  const item = { ...patient, position: position(at, `~${id}`), collection: Rule.collection("hetzner") };
  await Table.transact(m.ctx.table, [{ put: { ...Rule.key(accountId, id), ...item } }]);
  m.list({ id: "2", unique: false });
  await m.scan(); // so that the offer is nothing new any more
  for (let process = 0; process < 12; process++) await coldCycle();
  expect((await m.matches(accountId)).length).toBeGreaterThan(0);
});
