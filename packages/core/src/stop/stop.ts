import { Account } from "../account/account.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { Rule } from "../rule/rule.ts";
import { touch } from "../rule/touch.ts";
import { unlessUnreadable } from "../table/unreadable.ts";

/** Whether a customer's rules are stopped, and what that means for each. */
export type Sniping = {
  /** Epoch ms; null while nothing is stopped. */
  stoppedAt: number | null;
  /** Active rules. While stopped, those that START lets match again: made or resumed meanwhile too. */
  rules: Rule.Info[];
  /** Orders that had left for the provider, or may have, and are not settled yet. */
  inFlight: InFlight[];
};

/** `sentAt` is null where the order can't be read, so that nobody knows; it needs a human then. */
type InFlight = { matchId: string; ruleId: string; state: Match.State; sentAt: number | null };

const LEFT: readonly Match.State[] = ["sending", "unknown", "needs_human"];

export async function sniping(ctx: Context, accountId: string): Promise<Sniping> {
  const [{ stoppedAt }, rules, holding] = await Promise.all([
    Account.find(ctx, accountId),
    Rule.list(ctx.table, accountId),
    Rule.holding(ctx.table, accountId),
  ]);
  const open = await Promise.all(holding.map((rule) => openOrder(ctx, rule)));
  return {
    stoppedAt,
    rules: rules.filter(({ status }) => status === "active"),
    inFlight: open.filter((order) => order !== null).filter(({ state }) => LEFT.includes(state)),
  };
}

async function openOrder(
  ctx: Context,
  { accountId, id: ruleId, openMatch: matchId }: Pick<Rule.Info, "accountId" | "id" | "openMatch">,
): Promise<InFlight | null> {
  if (!matchId) return null;
  const unread: InFlight = { matchId, ruleId, state: "needs_human", sentAt: null };
  const read = Match.find(ctx.table, accountId, matchId).then((match): InFlight | "gone" => {
    if (!match) return "gone";
    return { matchId, ruleId, state: match.state, sentAt: Match.leftAt(match) };
  });
  const found = (await unlessUnreadable(read)) ?? unread;
  return found === "gone" ? null : found;
}

/**
 * STOP SNIPE. Once this has returned no order of the customer leaves any more; those that had left are named. Servers, and
 * the wishes to end them, are not touched.
 */
export async function stop(ctx: Context, accountId: string): Promise<Sniping> {
  await Account.stop(ctx.table, accountId, ctx.now());
  return await sniping(ctx, accountId);
}

/**
 * START SNIPE: the active rules match again, at once. What was paused by hand stays paused.
 * @param shown the ids of the rules that the customer was told will become active
 * @returns `changed` where others would, or where everything was stopped anew meanwhile; and nothing was started
 */
export async function start(
  ctx: Context,
  accountId: string,
  shown: readonly string[],
): Promise<{ kind: "started" | "changed"; now: Sniping }> {
  let stops: number | null = null;
  for (;;) {
    // Read before the rules: whatever is made or resumed since is noticed.
    const account = await Account.find(ctx, accountId);
    stops ??= account.stops;
    const before = await sniping(ctx, accountId);
    if (account.stoppedAt === null) return { kind: "started", now: before };
    const ids = new Set(before.rules.map(({ id }) => id));
    const same = ids.size === new Set(shown).size && shown.every((id) => ids.has(id));
    // Who slept starts nothing that its owner has stopped again since.
    if (!same || account.stops !== stops) return { kind: "changed", now: before };
    if (!(await Account.start(ctx.table, account))) continue;
    for (const { id } of before.rules) await touch(ctx, accountId, id);
    return { kind: "started", now: await sniping(ctx, accountId) };
  }
}
