export * as Address from "./address.ts";

/** An address of 198.18.0.0/15, which is kept for tests and leads nowhere; the same for the same number. */
export function v4(number: number): string {
  return `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 0xff}.${number & 0xff}`;
}

/** A network of 2001:db8::/32, which is kept for documents and leads nowhere. */
export function v6(number: number): string {
  return `2001:db8:${(number & 0xffff).toString(16)}::`;
}
