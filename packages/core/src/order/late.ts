import { Claim } from "../claim/claim.ts";
import type { Context } from "../context/context.ts";
import { Match } from "../match/match.ts";
import { move, told } from "../match/move.ts";
import type { Placed } from "../provider/provider.ts";
import { Rule } from "../rule/rule.ts";
import { Snipe } from "../snipe/snipe.ts";
import { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { settlePlaced } from "./settle.ts";

const SUPERSEDED: Match.Failure = {
  cause: "rule",
  message:
    "An earlier order of this rule went through after all, so this one was not sent and the rule is paused.",
};

const OPEN_STILL: readonly Match.State[] = ["sending", "unknown", "needs_human"];

/**
 * The provider said "placed", and the match is no longer being sent. That is never thrown away: from `unknown` it settles
 * the match. Where that was settled otherwise meanwhile, the server is recorded all the same; it takes a place and budget,
 * the rule is paused, and what of it has not been sent is not sent any more, all at once. Somebody has to look at that.
 * @param sent the match as it was sent
 */
export async function settleLate(ctx: Context, sent: Match.Info, placed: Placed): Promise<void> {
  while (!(await tryToSettle(ctx, sent, placed)));
}

/** False where something changed meanwhile. */
async function tryToSettle(ctx: Context, sent: Match.Info, placed: Placed): Promise<boolean> {
  const [current, rule] = await Promise.all([
    Match.find(ctx.table, sent.accountId, sent.id),
    Table.get(ctx.table, Rule.key(sent.accountId, sent.ruleId), Rule.Info),
  ]);
  const same = current?.attempt === sent.attempt ? current : null;
  if (same?.reference === placed.reference) return true;
  if (same && rule?.openMatch === same.id && OPEN_STILL.includes(same.state)) {
    return await settlePlaced(ctx, same, placed, "placed");
  }
  if (await Snipe.find(ctx.table, sent.accountId, Snipe.idOf(sent))) return true;
  const next = rule?.openMatch ? await Match.find(ctx.table, sent.accountId, rule.openMatch) : null;
  const unsent = next?.state === "reserved" ? next : null;
  const now = ctx.now();
  const written = await Table.transact(ctx.table, [
    { put: Snipe.item(sent, placed, false, now), condition: { expression: "attribute_not_exists(pk)" } },
    ...(rule ? [charge(sent, rule, unsent, now)] : []),
    ...matchSteps(sent, current, unsent, placed, now),
    ...Claim.boughtLate(sent, placed.reference, unsent),
  ]);
  if (!written.ok) return false;
  ctx.log.error("order placed late", { ...told(sent), reference: placed.reference, was: current?.state });
  return true;
}

/** What becomes of the match itself, and of the order of the same rule that has not been sent. */
function matchSteps(
  sent: Match.Info,
  current: Match.Info | null,
  unsent: Match.Info | null,
  placed: Placed,
  now: number,
): Table.Write[] {
  const bought = { reference: placed.reference, failure: null, amount: sent.amount };
  const lost = { failure: SUPERSEDED, amount: 0, retryAt: now };
  const isFree = current && !Match.UNDER_WAY.includes(current.state) && !current.reference;
  const own = current && (isFree || unsent?.id === current.id);
  return [
    ...(own ? [move(current, "placed", now, bought, null)] : []),
    ...(unsent && unsent.id !== current?.id ? [move(unsent, "not_sent", now, lost, null)] : []),
  ];
}

/**
 * A place and what was paid, whether the rule still had them or not: what it lacks it owes, so that nothing is bought for it
 * before, and what the provider calls off later only pays that back.
 */
function charge(sent: Match.Info, rule: Rule.Info, unsent: Match.Info | null, now: number): Table.Write {
  const freed = unsent?.amount ?? 0;
  return {
    update: Rule.key(rule.accountId, rule.id),
    set: {
      expression: [
        "SET #status = :status, #left = :left, #reserved = :reserved, #committed = :committed,",
        "#rent = :rent, #placesLeft = :places, #placements = :placements, #position = :position",
        `${unsent ? "REMOVE #openMatch " : ""}ADD #revision :one`,
      ].join(" "),
      values: {
        ":status": rule.status === "active" ? "paused" : rule.status,
        ":left": rule.left + freed - sent.amount,
        ":reserved": rule.reserved - freed,
        ":committed": rule.committed + sent.amount,
        ":rent": rule.rent + Match.rentOf(sent),
        ":places": rule.placesLeft - 1,
        ":placements": rule.placements + 1,
        ":position": position(now, rule.id),
        ":one": 1,
      },
    },
    condition: {
      expression: `#revision = :revision AND #left = :was AND ${rule.openMatch ? "#openMatch = :open" : "attribute_not_exists(#openMatch)"}`,
      values: {
        ":revision": rule.revision,
        ":was": rule.left,
        ...(rule.openMatch ? { ":open": rule.openMatch } : {}),
      },
    },
  };
}
