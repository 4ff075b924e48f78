import { republishChecks } from "@cloudco/core/connection/republish";
import { reconcile } from "@cloudco/core/order/reconcile";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { Providers } from "@cloudco/providers/providers";
import { runtime } from "./runtime.ts";

/** Brings to an end whatever a lost message, a dead process or a lost reply left open. */
export async function handler(): Promise<void> {
  const ctx = runtime();
  await reconcile(ctx, Providers.get);
  await republishChecks(ctx);
  await refreshSnipes(ctx, Providers.get);
}
