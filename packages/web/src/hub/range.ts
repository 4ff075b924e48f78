export * as Range from "./range.ts";

/** Bounds of a number, both within. */
export type Range = { least: number; most: number };

const NUMBER = String.raw`\d+(?:[.,]\d+)?`;
const PART = new RegExp(`^(?:(>=|<=|>|<|=)?\\s*(${NUMBER})|(${NUMBER})\\.\\.(${NUMBER}))$`);

/**
 * Reads what a column's filter says: `64`, `>=64`, `4..8`, `>4 <=16`.
 * @param plain what a number alone means
 * @returns null where it says nothing that can be understood
 */
export function parse(text: string, plain: "least" | "most"): Range | null {
  const range = { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  const parts = text
    .trim()
    .replace(/(>=|<=|>|<|=)\s+/g, "$1")
    .split(/\s*(?:&&|;)\s*|\s+/)
    .filter(Boolean);
  if (parts.length === 0) return null;
  for (const part of parts) {
    const found = PART.exec(part);
    if (!found) return null;
    const [, sign, number, from, to] = found;
    if (from !== undefined && to !== undefined) {
      range.least = Math.max(range.least, toNumber(from));
      range.most = Math.min(range.most, toNumber(to));
      continue;
    }
    narrow(range, sign ?? (plain === "least" ? ">=" : "<="), toNumber(number ?? ""));
  }
  return range;
}

function narrow(range: Range, sign: string, value: number): void {
  if (sign.startsWith(">") || sign === "=") {
    range.least = Math.max(range.least, sign === ">" ? value + Number.EPSILON * Math.max(1, value) : value);
  }
  if (sign.startsWith("<") || sign === "=") {
    range.most = Math.min(range.most, sign === "<" ? value - Number.EPSILON * Math.max(1, value) : value);
  }
}

export function holds({ least, most }: Range, value: number): boolean {
  return value >= least && value <= most;
}

function toNumber(text: string): number {
  return Number(text.replace(",", "."));
}
