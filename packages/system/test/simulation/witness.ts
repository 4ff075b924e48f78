import type { Adapter } from "@cloudco/core/provider/provider";
import type { Asked } from "./calls.ts";
import type { Market } from "./market.ts";
import type { Site } from "./site.ts";
import type { Kind, Tally } from "./tally.ts";

type Entry = { method: string; path: string; status: number | null; applied: boolean; fault?: string };

/** An adapter of which is counted what its look-ups could not see. */
export function watchLookUps(adapter: Adapter, market: Market, tally: Tally): Adapter {
  return {
    ...adapter,
    find: async (credentials, order, since, signal) => {
      const startedAt = Date.now();
      const found = await adapter.find(credentials, order, since, signal);
      if (order.reference !== undefined || found.kind === "found") return found;
      const sales = (await market.sales()).filter(({ isOf }) => isOf(order.listing));
      if (sales.some(({ listedAt }) => listedAt > startedAt)) {
        tally.count("a look-up ran before the list showed the order");
      }
      if (sales.some(({ listedAt, linesAt = 0 }) => listedAt <= startedAt && linesAt > startedAt)) {
        tally.count("a look-up ran before the order had its lines");
      }
      if (sales.some(({ shownUntil = 0 }) => shownUntil > startedAt)) {
        tally.count("the market still sold a machine that was bought");
      }
      return found;
    },
  };
}

/** The provider shuts an address out after so many refused logins within so long. */
const REFUSALS_MOST = 2;
const WINDOW_MS = 600_000;
/** Whoever sleeps for longer between its leave to log in and the login is the worst case that remains. */
const PROMPT_MS = 30_000;

/** Watches the logins that the provider refuses, and objects to one too many. */
export class Logins {
  readonly #refused: number[] = [];
  readonly #tally: Tally;
  readonly #isCounted: boolean;

  constructor(adapter: Adapter, tally: Tally) {
    this.#tally = tally;
    this.#isCounted = adapter.descriptor.loginBlock !== null;
  }

  saw({ sleptMs }: Asked, { status }: Response): void {
    if (status !== 401 && status !== 403) return;
    this.#tally.count("a login was refused");
    if (!this.#isCounted || sleptMs > PROMPT_MS) return;
    const now = Date.now();
    this.#refused.push(now);
    const recent = this.#refused.filter((at) => at > now - WINDOW_MS);
    if (recent.length > REFUSALS_MOST) {
      throw new Error(`${recent.length} logins were refused within ten minutes.`);
    }
  }
}

/** Counts what the provider's own journal tells of a run that is over. */
export async function countRun({ command, tally, market }: Site): Promise<void> {
  const journal = (await command("GET", "/journal")) as Entry[];
  for (const entry of journal) {
    if (entry.fault) tally.count(kindOf(entry, market.spending.test(`${entry.method} ${entry.path}`)));
  }
}

function kindOf({ status, applied, fault }: Entry, spends: boolean): Kind {
  const isRefused = status !== null && status >= 400 && status < 500;
  if (spends && applied) return isRefused ? "an order was refused, and there all the same" : REPLY_LOST;
  if (fault === "sold") return "somebody else bought it first";
  if (fault === "rate-limit") return "a request was one too many";
  return spends ? "an order was lost on its way" : "the provider was down or not to be read";
}

const REPLY_LOST = "an order went through, and its reply was lost";
