import { Account } from "../account/account.ts";
import { mayAutoBuy } from "../account/plan.ts";
import type { Context } from "../context/context.ts";
import { sideBySide } from "../context/side-by-side.ts";
import { type Alert, NOT_IN_PLAN, type Recorded, recordAlerts, recordMatch } from "../match/record.ts";
import type { Listing } from "../offer/offer.ts";
import { Queue } from "../queue/queue.ts";
import type { Rule } from "../rule/rule.ts";
import { unlessUnreadable } from "../table/unreadable.ts";
import { type Candidates, ALERTS as EACH } from "./candidates.ts";

/** A rule whose every candidate went to an older rule looks again after this long: that order may fail. */
const CONTENDED_MS = 2_000;
/** A rule whose owner has stopped everything looks again after this long; starting has it look at once. */
const STOPPED_MS = 60_000;
/** Purchases recorded side by side. */
const WIDTH = 16;
/** Customers' plans read side by side. */
const READ_WIDTH = 50;
/** Alerts recorded in one write. */
const ALERTS = 10;
/** How many alerts are written one by one first where orders are on their way: a long write would hold those up. */
const SLOWLY = 50;

export type Recording = {
  /** How many orders were asked for. */
  orders: number;
  /** Rules that may find more later, and when (epoch ms). */
  again: Map<string, number>;
};

type Order = { accountId: string; matchId: string };
type Cycle = {
  /** By listing, whether a rule got it: pending while that is being recorded. */
  taken: Map<string, Promise<boolean>>;
  /** Recorded, and not asked for yet. */
  orders: Order[];
  again: Map<string, number>;
  back: ReadonlySet<string>;
};

/**
 * Records what the rules may take and asks for the orders. Oldest rule first, and each machine to one rule, so
 * that customers after the same offers get one each. Rules that buy come first; those that are only told come after them.
 * @param back ids of the listings that were out of stock until now
 */
export async function recordAll(
  ctx: Context,
  found: Candidates,
  back: ReadonlySet<string> = new Set(),
): Promise<Recording> {
  const cycle: Cycle = { taken: new Map(), orders: [], again: new Map(), back };
  const oldestFirst = [...found].sort(([a], [b]) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  let orders = 0;
  const publish = async (least: number) => {
    if (cycle.orders.length < least) return;
    const recorded = cycle.orders.splice(0);
    orders += recorded.length;
    await Queue.publishOrders(ctx, recorded);
  };
  const wishes = oldestFirst.filter(([rule]) => rule.autoBuy);
  // Before anybody takes anything: an older rule does not lose its turn to whoever is read about sooner.
  const accounts = await readAccounts(ctx, new Map(), wishes);
  const mayBuy = ({ accountId }: Rule.Info) => {
    const account = accounts.get(accountId);
    return account && mayAutoBuy(account.plan);
  };
  const isStopped = ({ accountId }: Rule.Info) => accounts.get(accountId)?.stoppedAt != null;
  const purchases = wishes.filter(([rule]) => mayBuy(rule) && !isStopped(rule));
  await sideBySide(purchases, WIDTH, async ([rule, listings]) => {
    await recordPurchase(ctx, cycle, rule, listings);
    await publish(Queue.BATCH);
  });
  await publish(1);
  await readAccounts(ctx, accounts, oldestFirst);
  const alerts = oldestFirst.flatMap(([rule, listings]): Alert[] => {
    if (isStopped(rule)) {
      cycle.again.set(rule.id, ctx.now() + STOPPED_MS);
      return [];
    }
    if (!rule.autoBuy) return listings.map((listing) => ({ rule, listing }));
    if (mayBuy(rule) !== false) return [];
    return listings.slice(0, EACH).map((listing) => ({ rule, listing, failure: NOT_IN_PLAN }));
  });
  for (let from = 0, next = 0; from < alerts.length; from = next) {
    next = from + (orders > 0 && from < SLOWLY ? 1 : ALERTS);
    await recordAlerts(ctx, alerts.slice(from, next));
  }
  return { orders, again: cycle.again };
}

/**
 * Adds the accounts of the rules that are not among `known` yet. One that can't be read is left out: neither is anything
 * bought nor told for them.
 */
async function readAccounts(
  ctx: Context,
  known: Map<string, Account.Account>,
  rules: readonly (readonly [Rule.Info, unknown])[],
): Promise<Map<string, Account.Account>> {
  const missing = new Set(rules.map(([rule]) => rule.accountId).filter((id) => !known.has(id)));
  await sideBySide([...missing], READ_WIDTH, async (accountId) => {
    const account = await unlessUnreadable(Account.find(ctx, accountId));
    if (account) known.set(accountId, account);
  });
  return known;
}

/** Records a match; whoever wants the same machine meanwhile waits for what becomes of it. */
async function recordOne(ctx: Context, cycle: Cycle, rule: Rule.Info, listing: Listing): Promise<Recorded> {
  const recording = recordMatch(ctx, rule, listing, cycle.back.has(listing.id));
  if (!listing.unique) return await recording;
  const decided = recording.then(
    ({ kind }) => kind === "recorded" || kind === "under_way",
    () => false,
  );
  cycle.taken.set(listing.id, decided);
  if (!(await decided)) cycle.taken.delete(listing.id);
  return await recording;
}

/** The cheapest that is free: a rule buys one. */
async function recordPurchase(
  ctx: Context,
  cycle: Cycle,
  rule: Rule.Info,
  listings: readonly Listing[],
): Promise<void> {
  let again = Number.POSITIVE_INFINITY;
  for (const listing of listings) {
    let taken = false;
    for (let deciding = cycle.taken.get(listing.id); deciding && !taken; ) {
      taken = await deciding;
      deciding = cycle.taken.get(listing.id);
    }
    if (taken) {
      again = Math.min(again, ctx.now() + CONTENDED_MS);
      continue;
    }
    const recorded = await recordOne(ctx, cycle, rule, listing);
    // A rule buys one: while this may become a purchase, it asks for no other.
    if (recorded.kind === "refused" || recorded.kind === "under_way") return;
    if (recorded.kind === "recorded") {
      cycle.orders.push({ accountId: rule.accountId, matchId: recorded.matchId });
      return;
    }
    if (recorded.retryAt !== null) again = Math.min(again, recorded.retryAt);
  }
  if (Number.isFinite(again)) cycle.again.set(rule.id, again);
}
