import * as z from "zod";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { Table } from "../table/table.ts";
import { ttl } from "../table/time.ts";

/** So much of one kind in one window. */
export type Limit = { readonly name: string; readonly most: number; readonly windowSeconds: number };

export type Admission = {
  admitted: boolean;
  /** How many more would be let through, as far as is known here. */
  left: number;
  /** When it begins anew, epoch ms. */
  resetAt: number;
};

type Share = { resetAt: number; left: number; total: number; taking?: Promise<void> | undefined };

const Row = z.object({ spent: z.int() });
/** Of a limit, what one container takes at once. */
const SHARE = 1 / 50;
const SUBJECTS_MOST = 10_000;

/**
 * Counts requests against limits that hold for all containers together. Each takes a share of the table's counter and
 * spends it by itself, so that most requests cost no write and none costs more than one; what is used up is remembered
 * until the window ends. Never more than the limit are let through; a share that nobody spends is lost with its window.
 */
export class Limiter {
  readonly #ctx: Context;
  readonly #shares = new Map<string, Share>();

  constructor(ctx: Context) {
    this.#ctx = ctx;
  }

  /** @param subject whose limit it is: an account, an address */
  async admit(subject: string, limit: Limit): Promise<Admission> {
    const name = `${subject}#${limit.name}`;
    const share = this.#current(name, limit);
    // Who took the last of a share while this one waited leaves it to take another.
    while (share.left === 0 && share.total < limit.most) {
      share.taking ??= this.#take(name, limit, share).finally(() => {
        share.taking = undefined;
      });
      await share.taking;
    }
    const admitted = share.left > 0;
    if (admitted) share.left -= 1;
    return { admitted, left: share.left + Math.max(0, limit.most - share.total), resetAt: share.resetAt };
  }

  #current(name: string, { windowSeconds }: Limit): Share {
    const windowMs = windowSeconds * 1000;
    const resetAt = (Math.floor(this.#ctx.now() / windowMs) + 1) * windowMs;
    const known = this.#shares.get(name);
    if (known?.resetAt === resetAt) return known;
    if (this.#shares.size >= SUBJECTS_MOST) this.#forget();
    const share = { resetAt, left: 0, total: 0 };
    this.#shares.set(name, share);
    return share;
  }

  #forget(): void {
    const now = this.#ctx.now();
    for (const [name, { resetAt }] of this.#shares) if (resetAt <= now) this.#shares.delete(name);
    const [oldest] = this.#shares.keys();
    if (this.#shares.size >= SUBJECTS_MOST && oldest !== undefined) this.#shares.delete(oldest);
  }

  /** Where the table can't be asked, nobody is refused for that. */
  async #take(name: string, { most }: Limit, share: Share): Promise<void> {
    const wanted = Math.max(1, Math.floor(most * SHARE));
    const { resetAt } = share;
    let granted = 1;
    await apart(this.#ctx, "counting a request", {}, async () => {
      const row = await Table.updated(
        this.#ctx.table,
        { pk: `LIMIT#${name}`, sk: String(resetAt) },
        {
          expression: "ADD #spent :wanted SET #expiresAt = :expiresAt",
          values: { ":wanted": wanted, ":expiresAt": ttl(resetAt, 1) },
        },
        { expression: "attribute_not_exists(#spent) OR #spent < :most", values: { ":most": most } },
        Row,
      );
      share.total = Math.max(share.total, row?.spent ?? most);
      granted = row ? Math.min(wanted, most - (row.spent - wanted)) : 0;
    });
    share.left += granted;
  }
}
