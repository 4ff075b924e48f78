import type { Context } from "@cloudco/core/context/context";
import type { Adapter } from "@cloudco/core/provider/provider";
import type { Around } from "@cloudco/core/test/intercept";
import type { Asked } from "./calls.ts";

/** What a guard is taken away with: each stands between the processes and what they are given, and only here. */
export type Sabotage = {
  /** About every call to the table and the key service. */
  table?: Around;
  /** About every request to the provider. */
  fetch?: (asked: Asked & { spends: boolean }, send: () => Promise<Response>) => Promise<Response>;
  adapter?: (adapter: Adapter) => Adapter;
  context?: (ctx: Context) => Context;
  climate?: Climate;
};

/** What a run has more of, or less, and whom: so that it comes soon to where a guard is needed. */
export type Climate = {
  /** By the name of an event, so many times its weight. */
  weights?: Readonly<Record<string, number>>;
  accounts?: readonly string[];
  /** Kinds of faults of the request that spends; all where left out. */
  faults?: readonly string[];
};

export const HONEST: Sabotage = {};
