// Guarantee: what a rule may spend is left, reserved or spent, never more than its budget, and nothing is reserved
// for an order that is over.

import { Connection } from "@cloudco/core/connection/connection";
import { saveConnection } from "@cloudco/core/connection/save";
import { Match } from "@cloudco/core/match/match";
import { move } from "@cloudco/core/match/move";
import { recordMatch } from "@cloudco/core/match/record";
import { reserve } from "@cloudco/core/order/reserve";
import { settleFailed, settlePlaced, settleUnknown } from "@cloudco/core/order/settle";
import { editRule, pauseRule, removeRule, resumeRule } from "@cloudco/core/rule/edit";
import type { Rule } from "@cloudco/core/rule/rule";
import { touchRules } from "@cloudco/core/rule/touch";
import { Table } from "@cloudco/core/table/table";
import { listing } from "@cloudco/core/test/arbitrary";
import { descriptors } from "@cloudco/providers/descriptors";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import fc from "fast-check";
import { test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";
import { books, expectWhole } from "./kit/whole.ts";

const ACCOUNT = "ada";
const PLACED = { reference: "B1", server: { id: null, ipv4: null, state: "ready" as const } };

/** What may happen to a rule and its matches, each as the code that does it. */
const STEPS: Record<
  string,
  (m: StockScan, rule: Rule.Info, match: Match.Info | undefined, n: number) => Promise<unknown>
> = {
  find: (m, rule, _, n) =>
    recordMatch(m.ctx, rule, listing({ id: String(n % 5), net: 1_000 + (n % 7) * 1_000 })),
  reserve: async (m, _, match) => {
    const reserved = match && (await reserve(m.ctx, adapter.descriptor, match));
    if (match && reserved && !reserved.ok && reserved.failed) {
      await settleFailed(m.ctx, match, reserved.failed, "not_sent");
    }
  },
  send: async (m, _, match) =>
    match?.state === "reserved" &&
    (await Table.transact(m.ctx.table, [move(match, "sending", m.time.now(), {}, m.time.now())])),
  fail: async (m, _, match, n) =>
    match &&
    (await settleFailed(m.ctx, match, { cause: n % 2 ? "sold" : "credentials", message: "no" }, "not_sent")),
  place: async (m, _, match) =>
    match &&
    ["sending", "unknown"].includes(match.state) &&
    (await settlePlaced(m.ctx, match, PLACED, "placed")),
  lose: async (m, _, match) =>
    match?.state === "sending" && (await settleUnknown(m.ctx, match, { cause: "timeout", message: "lost" })),
  raise: (m, rule, _, n) => editRule(m.ctx, descriptors, ACCOUNT, rule.id, { budget: rule.budget + n }),
  lower: (m, rule, _, n) =>
    editRule(m.ctx, descriptors, ACCOUNT, rule.id, { budget: Math.max(0, rule.budget - n) }),
  allow: (m, rule, _, n) => editRule(m.ctx, descriptors, ACCOUNT, rule.id, { maxMonthly: n }),
  pause: (m, rule) => pauseRule(m.ctx, ACCOUNT, rule.id),
  resume: (m, rule) => resumeRule(m.ctx, ACCOUNT, rule.id),
  remove: async (m, rule, _, n) => n % 20 === 0 && (await removeRule(m.ctx, ACCOUNT, rule.id)),
  touch: (m) => touchRules(m.ctx, ACCOUNT, "hetzner"),
  later: async (m) => m.time.advance(16),
};

const often = (what: string, times: number) => Array<string>(times).fill(what);
const OFTEN = [
  ...often("find", 6),
  ...often("reserve", 10),
  ...often("send", 8),
  ...often("lose", 3),
  ...often("place", 2),
];

async function connected(m: StockScan): Promise<void> {
  const saved = await saveConnection(m.ctx, ACCOUNT, adapter.descriptor, {});
  await Connection.conclude(m.ctx.table, saved, null, m.time.now());
}

test("any order of events, several at once", { timeout: 60_000 }, async () => {
  const step = fc.record({
    what: fc.constantFrom(...Object.keys(STEPS), ...OFTEN),
    rule: fc.nat({ max: 2 }),
    match: fc.nat({ max: 4 }),
    n: fc.nat({ max: 9_000 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { minLength: 20, maxLength: 40 }),
      async (batches) => {
        const m = await stockScan();
        await connected(m);
        for (let count = 0; count < 3; count++) await buyingRule(m.ctx, ACCOUNT, { maxMonthly: 9_000 });
        for (const batch of batches) {
          const { rules, matches } = await books(m.ctx.table, ACCOUNT);
          const happen = async ({ what, rule: at, match: nth, n }: (typeof batch)[number]) => {
            const rule = rules[at % rules.length];
            // Whoever has to do with an open match rather than with one that is done.
            const own = matches.filter(({ ruleId }) => ruleId === rule?.id);
            const match = own.toSorted((a, b) => rank(a) - rank(b))[
              nth % Math.max(1, Math.min(2, own.length))
            ];
            if (rule) await STEPS[what]?.(m, rule, match, n);
          };
          await Promise.all(batch.map(happen));
          expectWhole(await books(m.ctx.table, ACCOUNT));
        }
      },
    ),
    { seed: 81, numRuns: 15, endOnFailure: true },
  );
});

/** What is under way first, in the order of its states. */
const rank = ({ state }: Match.Info) =>
  Match.UNDER_WAY.includes(state) ? -Match.UNDER_WAY.indexOf(state) : 1;
