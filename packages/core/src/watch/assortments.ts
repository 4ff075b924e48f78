import type { Context } from "../context/context.ts";
import type { Adapter, Reading } from "../provider/provider.ts";

/** How long what a provider could sell is taken for what it could sell: orders are prepared for it, and priced later. */
const KEPT_MS = 15 * 60_000;

/** What providers could sell, in stock or not: one catalogue for all customers, kept in memory. */
export class Assortments {
  readonly #kept = new Map<string, { reading: Reading; readAt: number }>();

  /**
   * A failure is not kept: the next to ask reads again. Nothing is on offer at a provider that prepares no orders.
   * @param priceList by whose prices, where the provider has several
   */
  async read(
    ctx: Pick<Context, "now">,
    adapter: Adapter,
    signal?: AbortSignal,
    priceList?: string,
  ): Promise<Reading> {
    const key = `${adapter.descriptor.id} ${priceList ?? ""}`;
    const kept = this.#kept.get(key);
    if (kept && ctx.now() - kept.readAt < KEPT_MS) return kept.reading;
    const lists = priceList === undefined ? [] : [priceList];
    const reading: Reading = (await adapter.assortment?.(signal, lists)) ?? {
      ok: true,
      listings: [],
      refused: 0,
    };
    if (reading.ok) this.#kept.set(key, { reading, readAt: ctx.now() });
    return reading;
  }
}
