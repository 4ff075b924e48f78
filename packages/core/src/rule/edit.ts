import { createHash } from "node:crypto";
import { Account } from "../account/account.ts";
import { ACTIVE_RULES } from "../account/plan.ts";
import { Connection } from "../connection/connection.ts";
import type { Context } from "../context/context.ts";
import { usePriceList } from "../offer/price-lists.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { position, ttl } from "../table/time.ts";
import { unlessUnreadable } from "../table/unreadable.ts";
import { Acceptance } from "./acceptance.ts";
import { Rule } from "./rule.ts";

/** Why a rule can't be changed as asked; null where there is no such rule of this customer. */
type Refusal = { refused: "completed" | "budget" | "quantity" | "plan" | "changed" } | Unacceptable | null;
export type Edited = { rule: Rule.Info } | Refusal;
export type Created = { rule: Rule.Info } | { refused: "plan" | "key" } | Unacceptable;
type Unacceptable = { refused: "criteria"; problems: Acceptance.Problem[] };

const TOMBSTONE_DAYS = 30;

/**
 * Makes a rule. Refused with `criteria` where the provider can't do what it says, and with `plan` where the customer's
 * plan allows no further active rule.
 * @param key of the customer's own: asked again with the same key and criteria it gives the rule that it made then, as it
 * is now. Refused with `key` where that had other criteria, or is deleted.
 */
export async function createRule(
  ctx: Context,
  descriptors: readonly Descriptor[],
  accountId: string,
  provider: ProviderId,
  criteria: Rule.Criteria,
  key?: string,
): Promise<Created> {
  const id = `rul_${key === undefined ? ctx.id() : hash(accountId, key)}`;
  const madeFrom = key === undefined ? undefined : hash(provider, criteria);
  for (;;) {
    const { accepted, connection } = await judge(ctx, descriptors, accountId, provider, criteria);
    if ("problems" in accepted) return { refused: "criteria", ...accepted };
    const account = await roomFor(ctx, accountId);
    // Looked for after the room: where the same request took the last of it, its rule is seen here.
    const made = madeFrom && (await Table.get(ctx.table, Rule.key(accountId, id), Rule.Info));
    if (made) return again(made, madeFrom);
    if (!account) return { refused: "plan" };
    const now = ctx.now();
    const rule: Rule.Info = {
      ...accepted.criteria,
      id,
      accountId,
      provider,
      status: "active",
      revision: 1,
      evaluateAt: now,
      left: criteria.budget,
      reserved: 0,
      committed: 0,
      rent: 0,
      placesLeft: criteria.quantity,
      placements: 0,
      createdAt: now,
      ...(madeFrom ? { madeFrom } : {}),
      position: position(now, id),
    };
    const written = await Table.transact(ctx.table, [
      Account.advance(account),
      {
        put: { ...Rule.key(accountId, id), ...rule, collection: Rule.collection(provider) },
        condition: { expression: "attribute_not_exists(pk)" },
      },
      Connection.checkPays(accountId, provider, connection),
    ]);
    if (written.ok) {
      await usePriceList(ctx, provider, rule.priceList);
      return { rule };
    }
  }
}

/** Whether the rule can do what it says, as the customer's account at the provider pays. */
async function judge<C extends Rule.Criteria>(
  ctx: Context,
  descriptors: readonly Descriptor[],
  accountId: string,
  provider: ProviderId,
  criteria: C,
) {
  const connection = await Connection.find(ctx.table, accountId, provider);
  return { connection, accepted: Acceptance.accept(descriptors, provider, criteria, connection ?? {}) };
}

/** The price list as a change, where the rule is judged by another one from now on. */
function movedList(before: Rule.Info, { priceList }: { priceList?: string }): [string, string][] {
  return priceList === undefined || priceList === before.priceList ? [] : [["priceList", priceList]];
}

function again(made: Rule.Info, madeFrom: string): Created {
  const same = made.madeFrom === madeFrom && made.status !== "deleted";
  return same ? { rule: made } : { refused: "key" };
}

function hash(...parts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

/** The account, where its plan allows one more active rule; null where not. */
export async function roomFor(ctx: Context, accountId: string): Promise<Account.Account | null> {
  const account = await Account.find(ctx, accountId);
  const rules = await Rule.list(ctx.table, accountId);
  const active = rules.filter((rule) => rule.status === "active").length;
  return active < ACTIVE_RULES[account.plan] ? account : null;
}

/**
 * Changes what is given and leaves the rest. An order of this rule that has not left yet is not sent any more. Refused
 * with `criteria` where the provider can't do what the rule would say then, whatever else is changed at the same moment.
 * @param seen the revision that the change was made for: refused with `changed` where it is no longer that one
 */
export async function editRule(
  ctx: Context,
  descriptors: readonly Descriptor[],
  accountId: string,
  id: string,
  changes: Rule.Changes,
  seen?: number,
): Promise<Edited> {
  for (;;) {
    const before = await Rule.find(ctx.table, accountId, id);
    if (!before) return null;
    if (seen !== undefined && before.revision !== seen) return { refused: "changed" };
    if (before.status === "completed") return { refused: "completed" };
    const { fields, cleared, after } = applied(before, changes);
    const { accepted } = await judge(ctx, descriptors, accountId, before.provider, after);
    if ("problems" in accepted) return { refused: "criteria", ...accepted };
    fields.push(...movedList(before, accepted.criteria));
    const raise = after.budget - before.budget;
    const more = after.quantity - before.quantity;
    const refused = lacks(before, raise, more, accepted.criteria.currency);
    if (refused) return refused;
    const now = ctx.now();
    const changed = await Table.update(
      ctx.table,
      Rule.key(accountId, id),
      {
        expression: writing(fields, cleared),
        values: {
          ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
          ":raise": raise,
          ":more": more,
          ":now": now,
          ":at": position(now, id),
          ":one": 1,
        },
      },
      unchanged(before, raise),
    );
    if (changed) return await read(ctx, accountId, id, true);
  }
}

/** What was spent in one currency is not counted in another. */
function keepsCurrency({ currency, reserved, committed }: Rule.Info, wanted: string): Unacceptable | null {
  if (wanted === currency || reserved + committed === 0) return null;
  const message = `The rule has spent ${currency} already. Make another rule for ${wanted}.`;
  return { refused: "criteria", problems: [{ field: "currency", message }] };
}

/** The rule is as it was, and still has what a lowered budget takes from it. */
function unchanged({ revision, status }: Rule.Info, raise: number): Table.Condition {
  const values = { ":revision": revision, ":status": status };
  const expression = "#revision = :revision AND #status = :status";
  if (raise >= 0) return { expression, values };
  return { expression: `${expression} AND #left >= :needed`, values: { ...values, ":needed": -raise } };
}

/** Only what is given is written: an order of this rule may be reserving budget at this moment. */
function writing(fields: readonly [string, unknown][], cleared: readonly string[]): string {
  return [
    `SET ${fields.map(([name]) => `#${name} = :${name}, `).join("")}`,
    "#left = #left + :raise, #placesLeft = if_not_exists(#placesLeft, :one) + :more, #evaluateAt = :now, #position = :at ADD #revision :one",
    cleared.length > 0 ? ` REMOVE ${cleared.map((name) => `#${name}`).join(", ")}` : "",
  ].join("");
}

function applied(before: Rule.Info, changes: Rule.Changes) {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  const fields = given.filter(([, value]) => value !== null);
  const cleared = given.filter(([, value]) => value === null).map(([name]) => name);
  const kept = Object.entries(before).filter(([name]) => !cleared.includes(name));
  const after = { ...Object.fromEntries(kept), ...Object.fromEntries(fields) } as Rule.Info;
  return { fields, cleared, after };
}

type Lacking = { refused: "budget" | "quantity" } | Unacceptable;

/** What of a rule can't be lowered so far, or counted otherwise, because it is used already. */
function lacks(before: Rule.Info, raise: number, more: number, currency: string): Lacking | null {
  const { left, placesLeft } = before;
  if (raise < 0 && left + raise < 0) return { refused: "budget" };
  if (more < 0 && placesLeft + more < 1) return { refused: "quantity" };
  return keepsCurrency(before, currency);
}

/** After this has returned no order of the rule leaves any more; one that left before is named by `openMatch`. */
export async function pauseRule(ctx: Context, accountId: string, id: string): Promise<Edited> {
  const rule = await Rule.find(ctx.table, accountId, id);
  if (!rule) return null;
  const paused = await Table.transact(ctx.table, [setStatus(ctx, accountId, id, "paused")]);
  return await read(ctx, accountId, id, paused.ok);
}

/**
 * Matches again from the next scan on. Refused with `plan` where there are as many active rules as the plan allows.
 * @param seen the revision that whoever resumes it has looked at, or else the one that is found first: refused as `changed`
 * where it is another by now, so that who slept resumes nothing that was paused again since
 */
export async function resumeRule(
  ctx: Context,
  accountId: string,
  id: string,
  seen?: number,
): Promise<Edited> {
  for (let revision = seen; ; ) {
    const rule = await Rule.find(ctx.table, accountId, id);
    if (!rule) return null;
    if (rule.status === "active") return { rule };
    revision ??= rule.revision;
    if (rule.revision !== revision) return { refused: "changed" };
    if (rule.status === "completed" || rule.placesLeft < 1) return { refused: "completed" };
    const account = await roomFor(ctx, accountId);
    if (!account) return { refused: "plan" };
    const resumed = await Table.transact(ctx.table, [
      Account.advance(account),
      setStatus(ctx, accountId, id, "active", revision),
    ]);
    if (resumed.ok) return await read(ctx, accountId, id, true);
  }
}

async function read(ctx: Context, accountId: string, id: string, changed: boolean): Promise<Edited> {
  const rule = await Rule.find(ctx.table, accountId, id);
  if (!rule) return null;
  return changed ? { rule } : { refused: "completed" };
}

function setStatus(
  ctx: Context,
  accountId: string,
  id: string,
  status: "active" | "paused",
  seen?: number,
): Table.Write {
  const now = ctx.now();
  return {
    update: Rule.key(accountId, id),
    set: {
      expression: "SET #status = :status, #evaluateAt = :now, #position = :position ADD #revision :one",
      values: { ":status": status, ":now": now, ":position": position(now, id), ":one": 1 },
    },
    condition: {
      expression: `#status IN (:active, :paused)${seen === undefined ? "" : " AND #revision = :seen"}`,
      values: {
        ":active": "active",
        ":paused": "paused",
        ...(seen === undefined ? {} : { ":seen": seen }),
      },
    },
  };
}

/**
 * A tombstone stays for the scans, and for an order on its way to be settled against.
 * @returns it, which names the order that was under way at that moment, unless the row can't be read; null where there is
 * no such rule.
 */
export async function removeRule(
  ctx: Context,
  accountId: string,
  id: string,
): Promise<{ tombstone: Rule.Info | null } | null> {
  const now = ctx.now();
  const removed = await Table.update(
    ctx.table,
    Rule.key(accountId, id),
    {
      expression: "SET #status = :deleted, #position = :position, #expiresAt = :ttl ADD #revision :one",
      values: {
        ":deleted": "deleted",
        ":position": position(now, id),
        ":ttl": ttl(now, TOMBSTONE_DAYS),
        ":one": 1,
      },
    },
    { expression: "attribute_exists(pk) AND #status <> :deleted", values: { ":deleted": "deleted" } },
  );
  if (!removed) return null;
  return { tombstone: await unlessUnreadable(Table.get(ctx.table, Rule.key(accountId, id), Rule.Info)) };
}
