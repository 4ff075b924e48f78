export * as Viewer from "./viewer.ts";

import { createHash, timingSafeEqual } from "node:crypto";
import { isIPv6 } from "node:net";
import { ADDRESS_HEADER, SECRET_HEADER } from "../origin.ts";

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * Whose request it is, by address: an IPv4 address, or the first half of an IPv6 one, which is what one household has.
 * Undefined where the request did not come through the front door: then nothing that it says of its viewer is believed.
 */
export function addressOf(headers: Headers, secrets: readonly string[]): string | undefined {
  const given = headers[SECRET_HEADER];
  if (given === undefined || !secrets.some((secret) => equal(given, secret))) return undefined;
  const [, address = ""] = /^(.+):\d+$/.exec(headers[ADDRESS_HEADER] ?? "") ?? [];
  return isIPv6(address) ? network(address) : address;
}

function equal(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** The first four of eight groups, written in full. */
function network(address: string): string {
  const [, mapped] = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address) ?? [];
  if (mapped) return mapped;
  const [head = "", tail] = new URL(`http://[${address.split("%")[0]}]`).hostname.slice(1, -1).split("::");
  const groups = (part = "") => (part === "" ? [] : part.split(":"));
  const zeros = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  const all = [...groups(head), ...Array<string>(zeros).fill("0"), ...groups(tail)];
  return `${all.slice(0, 4).join(":")}::/64`;
}
