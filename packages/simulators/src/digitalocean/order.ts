export * as Order from "./order.ts";

import { Inbound } from "../inbound.ts";
import { Journal } from "../journal.ts";
import { Reply } from "../reply.ts";
import { Action } from "./action.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import { Droplet } from "./droplet.ts";
import { Image } from "./image.ts";
import { Key } from "./key.ts";
import { OrderBody } from "./order-body.ts";
import { Region } from "./region.ts";
import { Size } from "./size.ts";
import type { State } from "./state.ts";
import { Tag } from "./tag.ts";
import { Token } from "./token.ts";

/** What an order gets, checked to the end. */
interface Sale {
  readonly names: readonly string[];
  readonly size: Size.Info;
  readonly image: Image.Info;
  readonly region: string;
}

/**
 * POST /v2/droplets, one or up to ten. Nothing awaits between looking at what is left and taking it, so the last one of a
 * size is sold once. The order in which DigitalOcean checks is not documented, and nor are all the texts.
 */
export function place(call: Api.Call): Reply.Info {
  const { state, account, token, request } = call;
  const given = Inbound.json(request);
  if (given === undefined) return DoReply.badRequest("The request body is not JSON.");
  const parsed = OrderBody.Fields.safeParse(given);
  if (!parsed.success) return DoReply.unprocessable(parsed.error.issues[0]?.message ?? "");
  const body = parsed.data;
  if (isOutOfScope(token, body) || account.status === "locked") return DoReply.forbidden();
  const sale = check(call, body);
  if (typeof sale === "string") return DoReply.unprocessable(sale);

  Size.sell(state, sale.size, sale.region, sale.names.length);
  const droplets = sale.names.map((name) => record(call, body, sale, name));
  const [first] = droplets.map((droplet) => Droplet.shown(call, droplet, true));
  const links = { actions: droplets.map(Action.link) };
  const content =
    body.names === undefined
      ? { droplet: first }
      : { droplets: droplets.map((droplet) => Droplet.shown(call, droplet, true)) };
  return Reply.json(202, { ...content, links });
}

/** Somebody else takes all that is left of the size, in the region that the request names or in all. */
export function sellElsewhere(state: State.Info, request: Inbound.Info): void {
  const parsed = OrderBody.Fields.safeParse(Inbound.json(request));
  const size = parsed.success ? state.sizes.get(parsed.data.size) : undefined;
  if (!parsed.success || size === undefined) return;
  const gone = candidates(parsed.data.region ?? "");
  const regions = size.regions.filter((slug) => !gone.includes(slug));
  const capacity = { ...size.capacity, ...Object.fromEntries(gone.map((slug) => [slug, 0])) };
  state.sizes.put(size.slug, { ...size, regions, capacity });
}

function isOutOfScope(token: Token.Info, body: OrderBody.Info): boolean {
  const scopes = [
    "image:read",
    body.ssh_keys.length > 0 ? "ssh_key:read" : "",
    body.tags.length > 0 ? "tag:create" : "",
    body.volumes.length > 0 ? "block_storage:read" : "",
    body.vpc_uuid === undefined ? "" : "vpc:read",
  ];
  return scopes.some((scope) => scope !== "" && !Token.has(token, scope));
}

/** The sale, or what is wrong. */
function check({ state, account }: Api.Call, body: OrderBody.Info): Sale | string {
  const names = body.names ?? [body.name ?? ""];
  const size = state.sizes.get(body.size);
  if (size === undefined) return "You specified an invalid size for Droplet creation.";
  const image = Image.find(body.image);
  if (image === undefined) return "You specified an invalid image for Droplet creation.";
  const strange = body.ssh_keys.filter((key) => Key.find(state, account.id, key) === undefined);
  if (strange.length > 0) return `${strange.join(", ")} are invalid key identifiers for Droplet creation.`;
  if (Droplet.existing(state, account.id).length + names.length > account.dropletLimit) {
    return "creating this/these droplet(s) will exceed your droplet limit";
  }
  const possible = candidates(body.region ?? "");
  if (possible.length === 0) return "You specified an invalid region for Droplet creation.";
  const open = possible.filter((slug) => Region.isAvailable(state, slug));
  if (open.length === 0) return "Region is not available";
  const region = open.find((slug) => Size.left(state, size, slug) >= names.length);
  return region === undefined ? "Size is not available in this region." : { names, size, image, region };
}

/** The regions that a request may mean: one by its slug, those of a town by its beginning, or all. */
function candidates(region: string): string[] {
  return Region.slugs.includes(region) ? [region] : Region.slugs.filter((slug) => slug.startsWith(region));
}

function record({ state, account }: Api.Call, body: OrderBody.Info, sale: Sale, name: string): Droplet.Info {
  const now = state.now();
  const settings = state.settings.get();
  const features = { monitoring: body.monitoring, ipv6: body.ipv6, backups: body.backups };
  const droplet: Droplet.Info = {
    id: state.nextDroplet(),
    account: account.id,
    name,
    size: sale.size,
    region: sale.region,
    image: sale.image,
    tags: body.tags.map((tag) => Tag.create(state, account.id, tag)),
    features: Object.entries(features).flatMap(([feature, isOn]) => (isOn ? [feature] : [])),
    vpc: body.vpc_uuid ?? account.vpc,
    at: Journal.wallClock(),
    createdAt: now,
    listedAt: now + settings.listedAfterSeconds * 1000,
    taggedAt: now + settings.taggedAfterSeconds * 1000,
    readyAt: now + settings.readyAfterSeconds * 1000,
    ends: settings.createEnds,
    deletedAt: null,
  };
  state.droplets.put(droplet.id, droplet);
  return droplet;
}
