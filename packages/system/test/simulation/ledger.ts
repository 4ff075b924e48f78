import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { monthlyNet } from "@cloudco/core/offer/offer";
import type { Adapter, OrderRequest } from "@cloudco/core/provider/provider";
import type { Rule } from "@cloudco/core/rule/rule";
import { expect } from "vitest";

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

  /** @param ctx not instrumented */
  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** The customer has been answered: the rule is so now. */
  async told(rule: Rule.Info): Promise<void> {
    const { accountId, id, openMatch, revision } = rule;
    const match = openMatch ? await Match.find(this.#ctx.table, accountId, openMatch) : null;
    const left = match && LEFT.includes(match.state) ? Match.orderId(match) : null;
    this.#words.set(id, [...(this.#words.get(id) ?? []), { revision, left, rule }]);
  }

  /** The customer has been answered: these credentials are not used any more, but by orders that had left. */
  disconnected(connectionId: string, version: number, matches: readonly Match.Info[]): void {
    const left = matches.filter(({ state }) => LEFT.includes(state)).map(Match.orderId);
    this.#disconnected.set(`${connectionId}@${version}`, new Set(left));
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
            return await drafted.send(isLate, sendSignal);
          },
        };
      },
    };
  }

  async #check({ orderId, template, prepared }: OrderRequest, accounts: readonly string[]): Promise<void> {
    const times = (this.#sent.get(orderId) ?? 0) + 1;
    this.#sent.set(orderId, times);
    expect(times, `${orderId} was sent`).toBe(1);
    const id = orderId.replace(/-\d+$/, "");
    const found = await Promise.all(accounts.map((account) => Match.find(this.#ctx.table, account, id)));
    const match = found.find((each) => each !== null);
    if (!match) throw new Error(`${orderId} is no match's.`);
    expect(match.state, `${orderId} was sent while`).toBe("sending");
    expect(Match.orderId(match), "what was sent").toBe(orderId);
    const now = this.#ctx.now();
    const ttl = this.#ctx.settings.matchTtlSeconds * 1000;
    expect(now - match.matchedAt, `ms since ${orderId} was matched`).toBeLessThanOrEqual(ttl + HELD_UP_MS);
    const quotedAt = this.#quoted.get(match.listing.id) ?? 0;
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
    expect(match.listing.price.setup.net).toBeLessThanOrEqual(cap?.maxSetup ?? -1);
    expect(match.monthly).toBe(monthlyNet(match.listing, true));

    const { connection } = match;
    const left = this.#disconnected.get(`${connection?.id}@${connection?.version}`);
    expect(left?.has(orderId) ?? true, `${orderId} was sent with credentials that were replaced`).toBe(true);
  }
}
