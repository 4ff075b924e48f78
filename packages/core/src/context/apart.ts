import type { Context } from "./context.ts";

/** Does the work for one of many. Where it fails, that is logged, and none of the others has to wait for it. */
export async function apart(
  ctx: Context,
  what: string,
  ids: Record<string, unknown>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    ctx.log.error(`${what} failed`, { ...ids, error });
  }
}
