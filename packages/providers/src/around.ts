import type { Adapter, Source } from "@cloudco/core/provider/provider";

export type Method = Exclude<keyof Adapter, "descriptor">;

/** What is done instead of a call: with it, before it or after it. */
export type Instead = <T>(method: Method, call: () => Promise<T>) => Promise<T>;

/** The adapter, or the part of one, with something of ours around each of its calls. */
export function around<S extends Source>(adapter: S, instead: Instead): S {
  const members = Object.entries(adapter).map(([name, member]) => [
    name,
    typeof member === "function"
      ? (...args: unknown[]) => instead(name as Method, async () => Reflect.apply(member, adapter, args))
      : member,
  ]);
  return Object.fromEntries(members) as S;
}
