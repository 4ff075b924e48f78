export * as Path from "./path.ts";

import { API } from "../origin.ts";

/** A separator or a way up that hides in the encoding: what it leads to is not what the address says. */
const HIDDEN = /[/\\]|^\.{1,2}$/;

/**
 * The path below /api of a request's target, still encoded. Undefined where it is no path, can't be decoded, or would
 * mean another one once it is.
 */
export function read(target: string): string | undefined {
  if (!target.startsWith("/") || !/^[\x21-\x7e]*$/.test(target)) return undefined;
  const path = target.replace(new RegExp(`^${API}(?=/|$)`), "") || "/";
  return path.slice(1).split("/").some(isMisleading) ? undefined : path;
}

function isMisleading(segment: string): boolean {
  try {
    return HIDDEN.test(decodeURIComponent(segment));
  } catch {
    return true;
  }
}
