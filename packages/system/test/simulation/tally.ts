/** How often each thing that can go wrong really did, over any number of seeds. */
export class Tally<Kind extends string = string> {
  readonly #counts: Map<Kind, number>;
  seeds = 0;

  constructor(kinds: readonly Kind[]) {
    this.#counts = new Map(kinds.map((kind) => [kind, 0]));
  }

  count(kind: Kind, times = 1): void {
    const before = this.#counts.get(kind);
    if (before === undefined) throw new Error(`Nobody counts "${kind}".`);
    this.#counts.set(kind, before + times);
  }

  /** What never happened, so that nothing is proven of it. */
  get missing(): Kind[] {
    return [...this.#counts].filter(([, times]) => times === 0).map(([kind]) => kind);
  }

  toString(): string {
    const lines = [...this.#counts].map(([kind, times]) => `${String(times).padStart(8)}  ${kind}`);
    return [`${this.seeds} seeds`, ...lines].join("\n");
  }
}

/** What happens to a process, a message, the table or a customer in every world; each provider adds its own. */
export const KINDS = [
  "a process died",
  "a process slept for minutes between two calls",
  "another process took over an order that somebody had in hand",
  "the clock jumped by an hour or more",
  "a message was delivered again",
  "an order went through, and its reply was lost",
  "an order was lost on its way",
  "the provider was down or not to be read",
  "a request was one too many",
  "somebody else bought it first",
  "a look-up ran before the list showed the order",
  "a list took seconds to come",
  "the answer came after the order was called unknown",
  "a stored item could not be read",
  "a login was refused",
  "the provider called an order off",
  "everything was stopped while an order was in hand",
  "everything was started again",
  "rules changed between START's list and START",
  "Auto-Buy left the plan while an order was in hand",
  "a rule was paused, changed or deleted while an order was in hand",
  "a rule bought its second server",
] as const;
/** What can go wrong where each machine is sold once, and where a plan is sold many times. */
export const MACHINES = [
  "the market still sold a machine that was bought",
  "a reading was out of date",
] as const;
export const PLANS = [
  "a look-up ran before the order had its lines",
  "an order was refused, and there all the same",
] as const;
export type Kind = (typeof KINDS | typeof MACHINES | typeof PLANS)[number];
