export * as ConstantTime from "./constant-time.ts";

import { createHash, timingSafeEqual } from "node:crypto";

/** Compares two secrets; the time it takes tells nothing of either. */
export function equal(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
