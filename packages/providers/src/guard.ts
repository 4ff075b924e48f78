import type { Descriptor, Failure, Source } from "@cloudco/core/provider/provider";
import { around, type Method } from "./around.ts";
import { ProviderFailure } from "./failure.ts";
import { Outcome } from "./outcome.ts";

const failed = (failure: Failure) => ({ ok: false, ...failure });

/** How each call says that it failed, and nothing is proven by it. */
const RESULTS: Readonly<Record<Method, (failure: Failure) => unknown>> = {
  verify: failed,
  accountOf: () => null,
  requestKey: failed,
  inventory: failed,
  assortment: failed,
  quote: failed,
  prepare: failed,
  draft: failed,
  order: Outcome.unknown,
  find: (failure) => ({ kind: "unclear", ...failure }),
  terminate: (failure) => ({ kind: "unknown", ...failure }),
};

/**
 * The adapter, or the part of one that scans, with whatever it throws turned into a result that a caller can act on: a
 * failure that it ended with, and its own mistakes.
 */
export function guard<S extends Source>(adapter: S): S {
  const confused = confusion(adapter.descriptor);
  return around(adapter, async <T>(method: Method, call: () => Promise<T>) => {
    try {
      return await call();
    } catch (error) {
      const failure = error instanceof ProviderFailure ? error.failure : confused;
      return RESULTS[method](failure) as T;
    }
  });
}

function confusion({ name }: Descriptor): Failure {
  const message = `CloudCO could not work with ${name}'s answer. The fault is ours; please tell CloudCO's support.`;
  return { cause: "unreadable", message };
}
