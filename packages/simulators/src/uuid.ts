export * as Uuid from "./uuid.ts";

/** A UUID that stands for a number: the same each time it is shown. */
export function of(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}
