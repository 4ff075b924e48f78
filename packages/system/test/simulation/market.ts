import type { Listing } from "@cloudco/core/offer/offer";
import type { Adapter, Credentials } from "@cloudco/core/provider/provider";
import type { Rule } from "@cloudco/core/rule/rule";
import type { Random } from "./random.ts";

/** An account at the provider, and how it is signed in to. */
export type Login = { owner: string; credentials: Credentials };

/** What the provider sold, as its simulator has it. */
export type Sale = {
  reference: string;
  owner: string;
  /** Until then the list of orders, its lines and the market don't tell of it. Epoch ms. */
  listedAt: number;
  linesAt?: number;
  shownUntil?: number;
  state: "open" | "done" | "cancelled";
  /** Net of the first payment, setup included; minor units. */
  net: number;
  /** Whether it is what an order of the listing would have brought. */
  isOf(listing: Listing): boolean;
};

export type Fault = {
  weight: number;
  route: string;
  kind: string;
  when?: string;
  status?: number;
  body?: string;
};

/** One provider, simulated, as the events know it. */
export type Market = {
  readonly name: string;
  readonly adapter: Adapter;
  readonly controlUrl: string;
  readonly faults: readonly Fault[];
  /** The one request that spends, and those that list orders. */
  readonly spending: RegExp;
  readonly lists: RegExp;
  /** The request that reads what is on offer right before it is ordered, where that proves absence. */
  readonly offers?: RegExp;
  newLogin(): Promise<Login>;
  /** Of no account. */
  wrong(): Credentials;
  /** What a rule asks for, and what it is changed to. */
  criteria(random: Random): Partial<Rule.Criteria>;
  changes(random: Random): Partial<Rule.Criteria>;
  /** Something is on offer. */
  list(random: Random): Promise<string>;
  /** Something that nobody is about to order is taken away, or costs something else. */
  withdraw(random: Random, busy: readonly string[]): Promise<string>;
  reprice(random: Random, busy: readonly string[]): Promise<string>;
  /** From now on orders are listed so late, and the like. */
  unsettle(random: Random): Promise<string>;
  sales(): Promise<Sale[]>;
  /** The provider calls an order off that it has taken. */
  callOff(reference: string): Promise<void>;
  /** Something for each of so many rules that everyone may buy, and what a month of it costs. */
  plenty(count: number): Promise<number>;
  close(): Promise<void>;
};
