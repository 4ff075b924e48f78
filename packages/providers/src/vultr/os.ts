export * as Os from "./os.ts";

import type { Failure } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";

/** Ubuntu 24.04 LTS x64, by `GET /os`. */
const DEFAULT = 2284;

/** Less than what is left of an order's time when its own request takes all that it may. */
const TIMEOUT_MS = 5_000;

const Entry = z.object({ id: z.int().positive(), name: z.string() });

/** The id that Vultr orders an operating system by. A name is looked up in its public list. */
export async function find(
  image: string | undefined,
  signal?: AbortSignal,
): Promise<{ ok: true; id: number } | { ok: false; failure: Failure }> {
  if (image === undefined) return { ok: true, id: DEFAULT };
  if (/^\d{1,9}$/.test(image)) return { ok: true, id: Number(image) };
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const request = { needs: "", signal: signal ? AbortSignal.any([signal, timeout]) : timeout };
  const list = await Rest.list(api, "/os?per_page=500", "os", request);
  if (!list.ok) return list;
  const systems = list.entries.flatMap((entry) => Entry.safeParse(entry).data ?? []);
  const system = systems.find(({ name }) => name.toLowerCase() === image.toLowerCase());
  return system ? { ok: true, id: system.id } : { ok: false, failure: UNKNOWN };
}

const UNKNOWN: Failure = {
  cause: "refused",
  message:
    "Vultr has no operating system of that name. Nothing was ordered; enter a name or number from Vultr's list in the rule.",
};
