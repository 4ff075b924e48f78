export * as Search from "./search.ts";

/** What the address of the Hub says. Everything is left out where it is the default, and dropped where it is nonsense. */
const TEXTS = [
  "provider",
  "q",
  "category",
  "kind",
  "country",
  "cores",
  "memory",
  "disk",
  "place",
  "price",
  "sort",
  "offer",
] as const;
type Name = (typeof TEXTS)[number];
export type Search = Partial<Record<Name, string>>;

const LENGTH_MOST = 250;

export function parse(search: Record<string, unknown>): Search {
  const entries = TEXTS.flatMap((name) => {
    const value = search[name];
    const text =
      typeof value === "string" || typeof value === "number" ? String(value).slice(0, LENGTH_MOST) : "";
    return text === "" ? [] : [[name, text] as const];
  });
  return Object.fromEntries(entries);
}

/** Which of them narrow what is shown: those that have a chip. */
export const FILTERS = [
  "q",
  "category",
  "kind",
  "country",
  "cores",
  "memory",
  "disk",
  "place",
  "price",
] as const;
