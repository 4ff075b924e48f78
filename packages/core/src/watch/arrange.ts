import * as z from "zod";
import { apart } from "../context/apart.ts";
import type { Context } from "../context/context.ts";
import { sideBySide } from "../context/side-by-side.ts";
import type { ProviderId } from "../provider/id.ts";
import type { Descriptor } from "../provider/provider.ts";
import { Rule } from "../rule/rule.ts";
import { collection, get, update } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Watch } from "./watch.ts";

const Row = z.object({ readTo: z.int().catch(0) });
const Owner = z.object({ accountId: z.string() });

/** Longer than any function runs: whoever acts on what he read before a change has done so by then. */
const OVERLAP_MS = 180_000;
/** An account that can't be arranged for this long is left until it changes again, or all others would pile up behind it. */
const GIVE_UP_MS = 24 * 3_600_000;
/** Accounts arranged side by side. */
const WIDTH = 16;

const key = (provider: ProviderId) => ({ pk: `WATCHES#${provider}`, sk: "WATCHES" });

/**
 * Arranges the watches of every account of which a rule changed since the last run: pausing, completing, making a rule
 * and proving its connection all change one. So what a dead process or a failure of Scheduler left out is made good.
 */
export async function arrangeChanged(ctx: Context, descriptor: Descriptor): Promise<void> {
  const provider = descriptor.id;
  const startedAt = ctx.now();
  const row = await get(ctx.table, key(provider), Row);
  const from = row ? position(row.readTo - OVERLAP_MS) : "";
  const rules = await collection(ctx.table, Rule.collection(provider), Owner, from);
  const accounts = new Set(rules.map((rule) => rule.accountId));
  let failed = accounts.size;
  await sideBySide([...accounts], WIDTH, async (accountId) => {
    await apart(ctx, "arranging a watch", { accountId, provider }, async () => {
      await Watch.arrange(ctx, descriptor, accountId);
      failed -= 1;
    });
  });
  if (accounts.size === 0) return;
  // Until all have succeeded the next run begins where this one did, so that none is forgotten.
  const readTo = failed === 0 ? startedAt : Math.max(row?.readTo ?? 0, startedAt - GIVE_UP_MS);
  await update(ctx.table, key(provider), { expression: "SET #readTo = :at", values: { ":at": readTo } });
}
