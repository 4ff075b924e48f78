import {
  type Adapter,
  type Descriptor,
  type Failure,
  ProviderFailure,
  type Source,
} from "@cloudco/core/provider/provider";
import { Outcome } from "./outcome.ts";

/** The adapter, with its own mistakes turned into failures that a caller can act on: nothing throws what it must not. */
export function guard(adapter: Adapter): Adapter {
  const { descriptor, assortment, prepare, requestKey } = adapter;
  const confused = confusion(descriptor);
  const refused = () => ({ ok: false, ...confused }) as const;
  return {
    ...guardSource(adapter),
    verify: (...args) => attempt(() => adapter.verify(...args), refused),
    ...(requestKey ? { requestKey: (...args) => attempt(() => requestKey(...args), refused) } : {}),
    quote: (...args) => attempt(() => adapter.quote(...args), refused),
    ...(assortment
      ? { assortment: (...args) => attempt(() => assortment(...args), thrown(descriptor)) }
      : {}),
    ...(prepare ? { prepare: (...args) => attempt(() => prepare(...args), refused) } : {}),
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

/** The same for the part of an adapter that scans. */
export function guardSource(source: Source): Source {
  const { descriptor } = source;
  return {
    descriptor,
    inventory: (...args) => attempt(() => source.inventory(...args), thrown(descriptor)),
  };
}

/** What a reading of offers may throw, and nothing else. */
const thrown = (descriptor: Descriptor) => (cause: unknown) => {
  if (cause instanceof ProviderFailure) throw cause;
  throw new ProviderFailure(confusion(descriptor), { cause });
};

function confusion({ name }: Descriptor): Failure {
  const message = `CloudCO could not work with ${name}'s answer. The fault is ours; please tell CloudCO's support.`;
  return { cause: "unreadable", message };
}

async function attempt<T>(work: () => Promise<T>, otherwise: (cause: unknown) => T): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return otherwise(cause);
  }
}
