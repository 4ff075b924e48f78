import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import type { Adapter, OrderRequest } from "@cloudco/core/provider/provider";
import type { Rule } from "@cloudco/core/rule/rule";
import { expect } from "vitest";
import type { Tally } from "./tally.ts";

/** What the customer was told: from then on nothing older than this revision may be ordered, but what had left. */
type Word = { revision: number; left: string | null; rule: Rule.Info };

/** An order that is held up for longer than this between its reservation and its leaving does not leave. */
const HELD_UP_MS = 20_000;
const LEFT: readonly Match.State[] = ["sending", "unknown"];

/** Keeps what customers were told and what was ordered, and objects to an order that breaks a promise. */
export class Ledger {
  readonly #ctx: Context;
  readonly #words = new Map<string, Word[]>();
  readonly #disconnected = new Map<string, Set<string>>();
  readonly #sent = new Map<string, number>();
  readonly #quoted = new Map<string, number>();
  /** By account, why nothing of it is sent any more, and what had left when its owner was told so. */
  readonly #halts = new Map<string, Map<string, Set<string>>>();

  readonly #tally: Tally;

  /** @param ctx not instrumented */
  constructor(ctx: Context, tally: Tally) {
    this.#ctx = ctx;
    this.#tally = tally;
  }

  /** The customer has been answered: the rule is so now. */
  async told(rule: Rule.Info): Promise<void> {
    const { accountId, id, openMatch, revision } = rule;
    const match = openMatch ? await this.#read(accountId, openMatch) : null;
    const left = match && LEFT.includes(match.state) ? Match.orderId(match) : null;
    this.#words.set(id, [...(this.#words.get(id) ?? []), { revision, left, rule }]);
  }

  /** The customer has been answered: these credentials are not used any more, but by orders that had left. */
  disconnected(connectionId: string, version: number, matches: readonly Match.Info[]): void {
    const left = matches.filter(({ state }) => LEFT.includes(state)).map(Match.orderId);
    this.#disconnected.set(`${connectionId}@${version}`, new Set(left));
  }

  /** The customer has been answered: but for what had left, nothing of theirs is sent any more. */
  halted(accountId: string, why: string, matches: readonly Match.Info[]): void {
    const left = new Set(matches.filter(({ state }) => LEFT.includes(state)).map(Match.orderId));
    const halts = this.#halts.get(accountId) ?? new Map<string, Set<string>>();
    this.#halts.set(accountId, halts.set(why, halts.get(why) ?? left));
  }

  goesOn(accountId: string, why: string): void {
    this.#halts.get(accountId)?.delete(why);
  }

  /** An adapter whose orders are held against the promises at the moment they leave. */
  watch(adapter: Adapter, accounts: readonly string[]): Adapter {
    return {
      ...adapter,
      quote: async (credentials, listing, signal) => {
        this.#quoted.set(listing.id, this.#ctx.now());
        return await adapter.quote(credentials, listing, signal);
      },
      draft: async (credentials, request, signal) => {
        const drafted = await adapter.draft(credentials, request, signal);
        if (!drafted.ok) return drafted;
        return {
          ...drafted,
          send: async (isLate, sendSignal) => {
            // What is too late does not leave, and so breaks no promise.
            if (!isLate()) await this.#check(request, accounts);
            const outcome = await drafted.send(isLate, sendSignal);
            if (outcome.kind === "placed") await this.#countLate(request, accounts);
            return outcome;
          },
        };
      },
    };
  }

  /** Also where somebody spoilt it. */
  async #read(accountId: string, id: string): Promise<Match.Info | null> {
    const { client, name } = this.#ctx.table;
    const command = new GetCommand({ TableName: name, Key: Match.key(accountId, id), ConsistentRead: true });
    return ((await client.send(command)).Item as Match.Info | undefined) ?? null;
  }

  async #countLate({ orderId }: OrderRequest, accounts: readonly string[]): Promise<void> {
    const match = await this.#matchOf(orderId, accounts);
    if (match?.state !== "sending") this.#tally.count("the answer came after the order was called unknown");
  }

  async #matchOf(orderId: string, accounts: readonly string[]): Promise<Match.Info | null> {
    const id = orderId.replace(/-\d+$/, "");
    const found = await Promise.all(accounts.map((account) => this.#read(account, id)));
    return found.find((each) => each !== null) ?? null;
  }

  async #check(
    { orderId, listing, template, prepared }: OrderRequest,
    accounts: readonly string[],
  ): Promise<void> {
    const times = (this.#sent.get(orderId) ?? 0) + 1;
    this.#sent.set(orderId, times);
    expect(times, `${orderId} was sent`).toBe(1);
    const match = await this.#matchOf(orderId, accounts);
    if (!match) throw new Error(`${orderId} is no match's.`);
    expect(match.state, `${orderId} was sent while`).toBe("sending");
    expect(Match.orderId(match), "what was sent").toBe(orderId);
    const now = this.#ctx.now();
    const ttl = this.#ctx.settings.matchTtlSeconds * 1000;
    expect(now - match.matchedAt, `ms since ${orderId} was matched`).toBeLessThanOrEqual(ttl + HELD_UP_MS);
    const quotedAt = this.#quoted.get(listing.id) ?? 0;
    // What is prepared is priced by its adapter.
    if (!prepared) {
      expect(now - quotedAt, `ms since the price of ${orderId} was read`).toBeLessThanOrEqual(HELD_UP_MS);
    }

    const words = this.#words.get(match.ruleId) ?? [];
    for (const { revision, left } of words) {
      const stopped = match.ruleRevision < revision && left !== orderId;
      expect(stopped, `${orderId} was sent after its rule had changed to revision ${revision}`).toBe(false);
    }
    const cap = words.findLast(({ revision }) => revision <= match.ruleRevision)?.rule;
    const { termMonths, payment, waiveWithdrawal, image } = template;
    expect({ termMonths, payment, waiveWithdrawal, image }, `what ${orderId} asks for`).toEqual({
      termMonths: cap?.termMonths,
      payment: cap?.payment,
      waiveWithdrawal: cap?.waiveWithdrawal,
      image: cap?.image,
    });
    expect(match.monthly).toBeLessThanOrEqual(cap?.maxMonthly ?? -1);
    expect(match.asked?.setup).toBeLessThanOrEqual(cap?.maxSetup ?? -1);
    expect(match.asked?.monthly).toBeLessThanOrEqual(cap?.maxMonthly ?? -1);

    for (const [why, left] of this.#halts.get(match.accountId) ?? []) {
      expect(left.has(orderId), `${orderId} was sent after its customer was told: ${why}`).toBe(true);
    }
    const { connection } = match;
    const left = this.#disconnected.get(`${connection?.id}@${connection?.version}`);
    expect(left?.has(orderId) ?? true, `${orderId} was sent with credentials that were replaced`).toBe(true);
  }
}
