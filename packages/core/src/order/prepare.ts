import { Account } from "../account/account.ts";
import { mayAutoBuy } from "../account/plan.ts";
import type { Connection } from "../connection/connection.ts";
import { RateLimit } from "../connection/rate-limit.ts";
import { withCredentials } from "../connection/with-credentials.ts";
import type { Context } from "../context/context.ts";
import type { Listing } from "../offer/offer.ts";
import { pricedFor } from "../offer/payer.ts";
import type { Adapter, Failure } from "../provider/provider.ts";
import { requestOf } from "../rule/order-request.ts";
import { preferred } from "../rule/preferred.ts";
import { Rule } from "../rule/rule.ts";
import { commitment, satisfies } from "../rule/satisfies.ts";
import { Prepared } from "./prepared.ts";

/** Listings that are prepared for each rule: the ones that it would rather have. */
const LISTINGS = 3;
/**
 * Made in one run. Each takes some fifteen calls, and OVHcloud takes about sixty a minute from a customer's key, of which an
 * order that comes in the same minute, prepared or not, and a look-up are to have theirs.
 */
const MADE = 2;
/** Looked at again in one run, a call each. */
const CHECKED = 6;
const CHECK_EVERY_MS = 30 * 60_000;

/** A rule and a listing for which an order is to be at hand; with what there is of it already. */
type Prepare = NonNullable<Adapter["prepare"]>;

type Job = { rule: Rule.Info; listing: Listing; before: Prepared.Info | null };

/**
 * Prepares orders of the account's rules that buy, looks whether those prepared before are still good, and forgets those
 * that nobody wants any more. A few at a time; the next run goes on.
 * @param assortment everything that the provider could sell, in stock or not
 * @returns the seconds for which the provider asks to be left alone; null where it does not
 */
export async function prepareFor(
  ctx: Context,
  adapter: Adapter,
  connection: Connection.Info,
  assortment: readonly Listing[],
): Promise<number | null> {
  const { prepare } = adapter;
  if (!prepare) return null;
  const { accountId, provider } = connection;
  const [rules, known, { plan }] = await Promise.all([
    Rule.list(ctx.table, accountId),
    Prepared.list(ctx.table, accountId),
    Account.find(ctx, accountId),
  ]);
  const mine = rules.filter((rule) => rule.provider === provider);
  const jobs = mayAutoBuy(plan) ? mine.flatMap((rule) => jobsOf(rule, assortment, known)) : [];
  const wanted = new Set(jobs.map(({ before }) => before));
  const unwanted = known.filter((order) => !wanted.has(order) && isOf(order, mine));
  for (const order of unwanted) await Prepared.remove(ctx.table, order);
  for (const job of mostUrgent(ctx, connection, jobs)) {
    const failure = await bringUpToDate(ctx, adapter, prepare, connection, job);
    if (failure?.cause === "rate_limited") return RateLimit.secondsOf(failure);
    // It can't be had at the moment, or not with these credentials: nor can the next.
    if (failure && ["credentials", "unavailable", "timeout", "address_blocked"].includes(failure.cause))
      return null;
  }
  return null;
}

const isOf = ({ ruleId }: Prepared.Info, rules: readonly Rule.Info[]) =>
  rules.some(({ id }) => id === ruleId);

function jobsOf(rule: Rule.Info, assortment: readonly Listing[], known: readonly Prepared.Info[]): Job[] {
  if (rule.status !== "active" || !rule.autoBuy) return [];
  const fitting = assortment
    .flatMap((listing) => pricedFor(listing, rule) ?? [])
    .filter((listing) => satisfies(rule, listing) && commitment(rule, listing) <= rule.left);
  return preferred(rule, fitting)
    .slice(0, LISTINGS)
    .map((listing) => {
      const before = known.find(({ ruleId, listingId }) => ruleId === rule.id && listingId === listing.id);
      return { rule, listing, before: before ?? null };
    });
}

/** What is missing, and what was not looked at for long; the oldest first. */
function mostUrgent(ctx: Context, { id, version }: Connection.Info, jobs: readonly Job[]): Job[] {
  const now = ctx.now();
  const due = jobs
    .filter(({ before }) => !before || before.checkedAt + CHECK_EVERY_MS <= now || !isMine(before))
    .sort((a, b) => (a.before?.checkedAt ?? 0) - (b.before?.checkedAt ?? 0));
  function isMine({ connection }: Prepared.Info) {
    return connection.id === id && connection.version === version;
  }
  const good = ({ before }: Job) => before?.order && before.order.expiresAt > now && isMine(before);
  return [
    ...due.filter((job) => !good(job)).slice(0, MADE),
    ...due.filter((job) => good(job)).slice(0, CHECKED),
  ];
}

/** @returns why nothing could be prepared; null where something is. */
async function bringUpToDate(
  ctx: Context,
  adapter: Adapter,
  prepare: Prepare,
  connection: Connection.Info,
  { rule, listing, before }: Job,
): Promise<Failure | null> {
  const request = {
    ...requestOf(rule, listing, `${rule.id}-prepared`),
    ...(before?.order ? { prepared: before.order } : {}),
  };
  const used = await withCredentials(ctx, adapter, connection, "prepare", (credentials) =>
    prepare(credentials, request),
  );
  if (!used) return { cause: "credentials", message: "The credentials are not to be used." };
  const { result } = used;
  const made: Prepared.Info = {
    accountId: connection.accountId,
    ruleId: rule.id,
    listingId: listing.id,
    connection: { id: connection.id, version: connection.version },
    order: result.ok ? result.prepared : null,
    failure: result.ok ? null : { cause: result.cause, message: result.message },
    checkedAt: ctx.now(),
    token: ctx.id(),
  };
  await Prepared.put(ctx.table, made, before);
  return result.ok ? null : result;
}
