import type { Match } from "@cloudco/core/match/match";
import type { Adapter } from "@cloudco/core/provider/provider";
import type { Asked } from "./calls.ts";
import type { Market } from "./market.ts";
import type { Site } from "./site.ts";
import type { Tally } from "./tally.ts";

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

/** Counts what the provider's own journal and the matches tell of a run that is over. */
export async function countRun(site: Site, matches: readonly Match.Info[]): Promise<void> {
  const { tally, market } = site;
  const journal = (await site.command("GET", "/journal")) as Entry[];
  for (const { method, path, status, applied, fault } of journal) {
    if (!fault) continue;
    const spends = market.spending.test(`${method} ${path}`);
    if (spends && applied && status !== null && status >= 400 && status < 500) {
      tally.count("an order was refused, and there all the same");
    } else if (spends && applied) tally.count("an order went through, and its reply was lost");
    else if (fault === "sold") tally.count("somebody else bought it first");
    else if (fault === "rate-limit") tally.count("a request was one too many");
    else if (spends) tally.count("an order was lost on its way");
    else tally.count("the provider was down or not to be read");
  }
  for (const { history } of matches) {
    const late = history.some(({ state }, at) => state === "placed" && history[at - 1]?.state === "unknown");
    if (late) tally.count("the answer came after the order was called unknown");
  }
}
