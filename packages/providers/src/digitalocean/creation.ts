export * as Creation from "./creation.ts";

import type { OrderLookup, Placed } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Rest } from "../rest.ts";
import { api } from "./api.ts";

type Token = Rest.Request["token"];

const Id = z.int().positive();

/** What an order is followed by: the action that creates its Droplet. */
const Trace = z.object({ action: Id });
type Traced = Pick<Placed, "trace">;

const Links = z.object({ actions: z.array(z.object({ id: Id, rel: z.literal("create") })).min(1) });

const Action = z.object({
  id: Id,
  type: z.string(),
  status: z.enum(["in-progress", "completed", "errored"]),
  resource_id: Id.nullable(),
});

/** The create that the answer to an order names. A 202 says only that it was begun. */
export function linked(links: unknown): Traced {
  const action = Links.safeParse(links).data?.actions[0]?.id;
  return action === undefined ? {} : { trace: { action } };
}

/** The create of a Droplet that there is. */
export async function of(token: Token, droplet: string, signal?: AbortSignal): Promise<Traced> {
  const path = `/v2/droplets/${encodeURIComponent(droplet)}/actions?per_page=200`;
  const list = await Rest.list(api, path, "actions", { token, needs: "droplet:read", signal });
  const actions = list.ok ? list.entries.flatMap((entry) => Action.safeParse(entry).data ?? []) : [];
  const create = actions.find(
    ({ type, resource_id }) => type === "create" && String(resource_id) === droplet,
  );
  return create ? { trace: { action: create.id } } : {};
}

/**
 * What became of an order whose Droplet is not found: called off where its create errored, which DigitalOcean's records
 * keep. https://docs.digitalocean.com/reference/api/digitalocean/#tag/Actions
 */
export async function lookUp(
  token: Token,
  droplet: string,
  trace: unknown,
  signal?: AbortSignal,
): Promise<OrderLookup> {
  const id = Trace.safeParse(trace).data?.action;
  if (id === undefined) return { kind: "absent" };
  const reply = await Rest.call(api, `/v2/actions/${id}`, { token, needs: "actions:read", signal });
  if (reply.kind === "refused" && reply.status === 404) return { kind: "absent" };
  if (reply.kind !== "ok") return { kind: "unclear", ...reply.failure };
  const action = z.object({ action: Action }).safeParse(reply.body).data?.action;
  const isOurs = action?.id === id && action.type === "create" && String(action.resource_id) === droplet;
  if (!isOurs) return { kind: "unclear", ...Rest.unreadable(api, "about the creation of a Droplet") };
  if (action.status !== "errored") return { kind: "absent" };
  return { kind: "found", reference: droplet, server: { id: droplet, ipv4: null, state: "cancelled" } };
}
