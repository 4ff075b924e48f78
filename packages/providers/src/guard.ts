import { type Adapter, type Failure, ProviderFailure } from "@cloudco/core/provider/provider";
import { Outcome } from "./outcome.ts";

/** The adapter, with its own mistakes turned into failures that a caller can act on: nothing throws what it must not. */
export function guard(adapter: Adapter): Adapter {
  const { descriptor, stage } = adapter;
  const confused: Failure = {
    cause: "unreadable",
    message: `CloudCO could not work with ${descriptor.name}'s answer. The fault is ours; please tell CloudCO's support.`,
  };
  const refused = () => ({ ok: false, ...confused }) as const;
  return {
    descriptor,
    verify: (...args) => attempt(() => adapter.verify(...args), refused),
    inventory: (...args) =>
      attempt(
        () => adapter.inventory(...args),
        (cause) => {
          throw cause instanceof ProviderFailure ? cause : new ProviderFailure(confused, { cause });
        },
      ),
    quote: (...args) => attempt(() => adapter.quote(...args), refused),
    ...(stage ? { stage: (...args) => attempt(() => stage(...args), refused) } : {}),
    order: (...args) =>
      attempt(
        () => adapter.order(...args),
        () => Outcome.unknown(confused),
      ),
    find: (...args) =>
      attempt(
        () => adapter.find(...args),
        () => ({ kind: "unclear", ...confused }) as const,
      ),
    terminate: (...args) =>
      attempt(
        () => adapter.terminate(...args),
        () => ({ kind: "unknown", ...confused }) as const,
      ),
  };
}

async function attempt<T>(work: () => Promise<T>, otherwise: (cause: unknown) => T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return otherwise(cause);
  }
}
