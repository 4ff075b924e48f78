export * as Action from "./action.ts";

import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import { Droplet } from "./droplet.ts";
import { Page } from "./page.ts";
import { Region } from "./region.ts";
import type { State } from "./state.ts";

// Creating is the only action here, so each Droplet has one, and its number follows from the Droplet's.
const offset = 1_000_000_000;

/** GET /v2/actions/{id}: what a create has come to. It is kept, whatever becomes of the Droplet. */
export function show({ state, account, params }: Api.Call): Reply.Info {
  const droplet = state.droplets.get(Number(params.id) - offset);
  if (droplet?.account !== account.id) return DoReply.notFound();
  return Reply.json(200, { action: shown(state, droplet) });
}

/** GET /v2/actions: the account's own, the newest first. */
export function list({ state, account, request }: Api.Call): Reply.Info {
  const own = state.droplets.values().filter((droplet) => droplet.account === account.id);
  return Page.of(request, "actions", own.reverse(), (droplet) => shown(state, droplet));
}

/** GET /v2/droplets/{id}/actions, of a Droplet that there is. */
export function listOf(call: Api.Call): Reply.Info {
  const droplet = Droplet.find(call);
  if (droplet === undefined) return DoReply.notFound();
  return Page.of(call.request, "actions", [droplet], (own) => shown(call.state, own));
}

function shown(state: State.Info, droplet: Droplet.Info): object {
  const isOver = state.now() >= droplet.readyAt;
  return {
    id: droplet.id + offset,
    status: isOver ? droplet.ends : "in-progress",
    type: "create",
    started_at: DoReply.time(droplet.createdAt),
    completed_at: isOver ? DoReply.time(droplet.readyAt) : null,
    resource_id: droplet.id,
    resource_type: "droplet",
    region: Region.shown(state, droplet.region),
    region_slug: droplet.region,
  };
}

export function link({ id }: Droplet.Info): object {
  return { id: id + offset, rel: "create", href: `${Page.origin}/v2/actions/${id + offset}` };
}
