export * as Cursor from "./cursor.ts";

import type * as z from "zod";
import { Problem } from "./problem.ts";

/** A place in a list, as an opaque text. It holds nothing secret and is checked when it comes back. */
export function encode(place: unknown): string {
  return Buffer.from(JSON.stringify(place), "utf8").toString("base64url");
}

/** Throws a 400 problem for anything that `schema` would not have made. */
export function decode<T>(cursor: string, schema: z.ZodType<T>): T {
  const place = schema.safeParse(parse(cursor));
  if (place.success) return place.data;
  throw Problem.invalid([
    { field: "cursor", message: "This list gave no such cursor. Start again without one." },
  ]);
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
