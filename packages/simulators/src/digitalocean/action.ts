export * as Action from "./action.ts";

import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import type { Droplet } from "./droplet.ts";
import { Page } from "./page.ts";
import { Region } from "./region.ts";

// Creating is the only action here, so each Droplet has one, and its number follows from the Droplet's.
const offset = 1_000_000_000;

/** GET /v2/actions/{id}: what a create has come to. */
export function show({ state, account, params }: Api.Call): Reply.Info {
  const droplet = state.droplets.get(Number(params.id) - offset);
  if (droplet?.account !== account.id) return DoReply.notFound();
  const isOver = state.now() >= droplet.readyAt;
  return Reply.json(200, {
    action: {
      id: droplet.id + offset,
      status: isOver ? droplet.ends : "in-progress",
      type: "create",
      started_at: DoReply.time(droplet.createdAt),
      completed_at: isOver ? DoReply.time(droplet.readyAt) : null,
      resource_id: droplet.id,
      resource_type: "droplet",
      region: Region.shown(state, droplet.region),
      region_slug: droplet.region,
    },
  });
}

export function link({ id }: Droplet.Info): object {
  return { id: id + offset, rel: "create", href: `${Page.origin}/v2/actions/${id + offset}` };
}
