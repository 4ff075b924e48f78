export * as ETag from "./etag.ts";

import { createHash } from "node:crypto";

/** A strong validator of a text. */
export function of(text: string): string {
  return `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-Match or If-None-Match names this one. Weak ones count as well: what is compared here is whole texts and revisions. */
export function matches(header: string | undefined, etag: string): boolean {
  const named = header?.split(",").map((each) => each.trim().replace(/^W\//, "")) ?? [];
  return named.includes(etag) || named.includes("*");
}
