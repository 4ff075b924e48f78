// Guarantee: of alerts that share a write, one that can't be recorded takes no other down with it, and none is
// recorded twice.

import { recordAlerts } from "@cloudco/core/match/record";
import { pauseRule } from "@cloudco/core/rule/edit";
import { listing } from "@cloudco/core/test/arbitrary";
import { expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { stockScan } from "./kit/stock-scan.ts";

test("recorded in one write with one of a stopped rule and one that is known", async () => {
  const m = await stockScan();
  const accounts = ["ada", "bob", "cyd", "dan"];
  const alerts = await Promise.all(
    accounts.map(async (account) => ({
      rule: await buyingRule(m.ctx, account, { autoBuy: false }),
      listing: listing(),
    })),
  );
  await recordAlerts(m.ctx, alerts.slice(1, 2));
  await pauseRule(m.ctx, "cyd", alerts[2]?.rule.id ?? "");

  for (let times = 0; times < 2; times++) {
    await recordAlerts(m.ctx, alerts);
    const told = await Promise.all(accounts.map(async (account) => (await m.matches(account)).length));
    expect(told).toEqual([1, 1, 0, 1]);
  }
});

test("several of one rule in one write", async () => {
  const m = await stockScan();
  const rule = await buyingRule(m.ctx, "ada", { autoBuy: false });
  await recordAlerts(
    m.ctx,
    ["1", "2", "3"].map((id) => ({ rule, listing: listing({ id }) })),
  );
  const matches = await m.matches("ada");
  expect(matches.map(({ state, listing: { id } }) => [state, id]).sort()).toEqual([
    ["alerted", "1"],
    ["alerted", "2"],
    ["alerted", "3"],
  ]);
});
