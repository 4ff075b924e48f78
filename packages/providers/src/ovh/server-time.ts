export * as ServerTime from "./server-time.ts";

import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Http } from "../http.ts";
import { Region } from "./region.ts";

const Seconds = z.int().positive().max(100_000_000_000);

/** By base URL: how far OVHcloud's clock is ahead of ours, seconds. */
const deltas = new Map<string, number>();

export type Reading = { ok: true; delta: number; cached: boolean } | { ok: false; failure: Failure };

/** How far OVHcloud's clock is ahead of ours, in seconds. It is asked once, and again after `forget`. */
export async function read(region: Region.Info, signal?: AbortSignal): Promise<Reading> {
  const url = Region.baseUrl(region);
  const known = deltas.get(url);
  if (known !== undefined) return { ok: true, delta: known, cached: true };
  const reply = await Http.send(`${url}/auth/time`, { signal });
  if (reply.kind !== "reply") return { ok: false, failure: Http.failure(region.name, reply) };
  const seconds = reply.status === 200 ? Seconds.safeParse(reply.body).data : undefined;
  if (seconds === undefined) {
    const message = `${region.name} did not tell its time (HTTP ${reply.status}), which every request needs, so nothing was sent. The fault is on OVHcloud's side; try again in a few minutes.`;
    return { ok: false, failure: { cause: "unavailable", message } };
  }
  const delta = seconds - Math.floor(Date.now() / 1000);
  deltas.set(url, delta);
  return { ok: true, delta, cached: false };
}

export function forget(region: Region.Info): void {
  deltas.delete(Region.baseUrl(region));
}

/** Epoch ms as OVHcloud writes times: `2026-10-03T00:00:00+00:00`. */
export function format(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "+00:00");
}
