export * as Hostname from "./hostname.ts";

import { createHash } from "node:crypto";
import * as z from "zod";
import type { Listing } from "../offer/offer.ts";

/** Names that begin so are those by which lost orders are found again. */
const RESERVED = "cloudco-";
const ID_LENGTH = 10;
const LOCATION_MOST = 20;

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const NAME_MOST = 253;

/**
 * A host name, or several labels with dots (RFC 1123), in which `{location}` stands for the listing's site and `{id}` for
 * letters and digits of the order's own. Whatever they become, the name is valid.
 */
export const Pattern = z
  .string()
  .trim()
  .min(1)
  .max(NAME_MOST)
  .refine((pattern) => unknown(pattern).length === 0, {
    error: "It may have the placeholders {location} and {id}, and no others.",
    abort: true,
  })
  .refine(isName, {
    error: `With its placeholders filled in, it is no host name: labels of letters, digits and hyphens, at most 63 each ({location} has up to ${LOCATION_MOST}, {id} has ${ID_LENGTH}), with dots between them and no hyphen at an end.`,
    abort: true,
  })
  .refine((pattern) => !pattern.toLowerCase().startsWith(RESERVED), {
    error: `Names that begin with ${RESERVED} are CloudCO's own. Choose another.`,
  });

function unknown(pattern: string): string[] {
  return (pattern.toLowerCase().match(/\{[^{}]*\}/g) ?? []).filter(
    (each) => !["{location}", "{id}"].includes(each),
  );
}

/** Both stand-ins begin and end as a label may, so what is valid at their longest is valid always. */
function isName(pattern: string): boolean {
  const name = fill(pattern, "x".repeat(LOCATION_MOST), "x".repeat(ID_LENGTH));
  return name.length <= NAME_MOST && name.split(".").every((label) => LABEL.test(label));
}

/**
 * What the machine of an order is called: `web-{location}-{id}` -> `web-fsn1-4f0f12e51f`.
 * @param orderId gives the same name whenever it is asked, and another order another one
 */
export function expand(pattern: string, { location }: Pick<Listing, "location">, orderId: string): string {
  return fill(
    pattern,
    place(location.site),
    createHash("sha256").update(orderId).digest("hex").slice(0, ID_LENGTH),
  );
}

function fill(pattern: string, location: string, id: string): string {
  return pattern.toLowerCase().replaceAll("{location}", location).replaceAll("{id}", id);
}

function place(site: string): string {
  const plain = site.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain.replace(/^-/, "").slice(0, LOCATION_MOST).replace(/-$/, "") || "site";
}
