import type { Adapter, Draft, Source } from "@cloudco/core/provider/provider";

/** A call of an adapter's; `order` is the one of a draft that spends. */
export type Method = Exclude<keyof Adapter, "descriptor"> | "order";

/** What is done instead of a call: with it, before it or after it. */
export type Instead = <T>(method: Method, call: () => Promise<T>) => Promise<T>;

/** The adapter, or the part of one, with something of ours around each of its calls. */
export function around<S extends Source>(adapter: S, instead: Instead): S {
  const members = Object.entries(adapter).map(([name, member]) => [
    name,
    typeof member === "function"
      ? async (...args: unknown[]) => {
          const call = async () => Reflect.apply(member, adapter, args);
          const result = await instead(name as Method, call);
          return name === "draft" && result.ok ? aroundDraft(result, instead) : result;
        }
      : member,
  ]);
  return Object.fromEntries(members) as S;
}

function aroundDraft<D extends Draft>(draft: D, instead: Instead): D {
  return { ...draft, send: (...args) => instead("order", () => draft.send(...args)) };
}
