export * as Droplet from "./droplet.ts";

import { Address } from "../address.ts";
import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { DoReply } from "./do-reply.ts";
import { Image } from "./image.ts";
import { Page } from "./page.ts";
import { Region } from "./region.ts";
import { Size } from "./size.ts";
import type { State } from "./state.ts";
import { Tag } from "./tag.ts";
import { Token } from "./token.ts";

/** A Droplet that was ordered. It is kept when it is deleted: it was ordered all the same. */
export interface Info {
  readonly id: number;
  readonly account: string;
  readonly name: string;
  /** The size as it was when it was ordered. */
  readonly size: Size.Info;
  readonly region: string;
  readonly image: Image.Info;
  readonly tags: readonly string[];
  readonly features: readonly string[];
  readonly vpc: string;
  /** When it was ordered, by the wall clock. */
  readonly at: number;
  /** When it was ordered, by the simulator's clock; so are the following. */
  readonly createdAt: number;
  readonly listedAt: number;
  readonly taggedAt: number;
  readonly readyAt: number;
  readonly ends: "completed" | "errored";
  readonly deletedAt: number | null;
}

type Status = "new" | "active" | "errored" | "deleted";

function status({ readyAt, ends, deletedAt }: Info, now: number): Status {
  if (deletedAt !== null) return "deleted";
  if (now < readyAt) return "new";
  return ends === "completed" ? "active" : "errored";
}

/** Those that there are of an account, listed yet or not. */
export function existing(state: State.Info, account: string): Info[] {
  const isThere = (droplet: Info) => ["new", "active"].includes(status(droplet, state.now()));
  return state.droplets.values().filter((droplet) => droplet.account === account && isThere(droplet));
}

/**
 * GET /v2/droplets, by a tag or by a name, which can't be combined. Without `type=gpus` there are no GPU Droplets in it;
 * of the list by a tag that is not documented, so the harsh reading: not there either.
 */
export function list(call: Api.Call): Reply.Info {
  const { state, account, token, request } = call;
  const query = Inbound.query(request);
  const tag = query.get("tag_name");
  const name = query.get("name")?.toLowerCase();
  const type = query.get("type");
  if (tag !== null && (name !== undefined || type !== null)) {
    return DoReply.unprocessable("tag_name cannot be combined with name or type.");
  }
  if (tag !== null && !Token.has(token, "tag:read")) return DoReply.forbidden();
  const found = existing(state, account.id).filter(
    (droplet) =>
      droplet.listedAt <= state.now() &&
      (droplet.size.gpu !== null) === (type === "gpus") &&
      (name === undefined || droplet.name.toLowerCase() === name) &&
      (tag === null || tags(state, droplet).includes(tag)),
  );
  return Page.of(request, "droplets", found, (droplet) => shown(call, droplet));
}

/** GET /v2/droplets/{id} */
export function show(call: Api.Call): Reply.Info {
  const droplet = find(call);
  return droplet === undefined ? DoReply.notFound() : Reply.json(200, { droplet: shown(call, droplet) });
}

/** DELETE /v2/droplets/{id} */
export function remove(call: Api.Call): Reply.Info {
  const { state } = call;
  const droplet = find(call);
  if (droplet === undefined) return DoReply.notFound();
  if (status(droplet, state.now()) === "new" && state.settings.get().deleteWhileNew === "refused") {
    return DoReply.unprocessable("Droplet already has a pending event.");
  }
  state.droplets.put(droplet.id, { ...droplet, deletedAt: state.now() });
  return Reply.empty(204);
}

/** GET /v2/droplets/{id}/destroy_with_associated_resources: there never are any. */
export function associated(call: Api.Call): Reply.Info {
  if (find(call) === undefined) return DoReply.notFound();
  const none = { reserved_ips: [], floating_ips: [], snapshots: [], volumes: [], volume_snapshots: [] };
  return Reply.json(200, none);
}

/** A Droplet as it is sent; what the token may not read is left out. Fresh from its order it has its tags already. */
export function shown({ state, token }: Api.Call, droplet: Info, isFresh = false): object {
  const { size } = droplet;
  const isNew = status(droplet, state.now()) === "new";
  return {
    id: droplet.id,
    name: droplet.name,
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    disk_info: Size.diskInfo(size),
    locked: false,
    status: isNew ? "new" : "active",
    kernel: null,
    created_at: DoReply.time(droplet.createdAt),
    features: droplet.features,
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    ...(Token.has(token, "image:read") ? { image: Image.shown(droplet.image) } : {}),
    volume_ids: [],
    size: Size.shown(size),
    size_slug: size.slug,
    networks: isNew ? { v4: [], v6: [] } : networks(droplet),
    region: Region.shown(state, droplet.region),
    ...(Token.has(token, "tag:read") ? { tags: isFresh ? droplet.tags : tags(state, droplet) } : {}),
    vpc_uuid: droplet.vpc,
  };
}

/** What a test wants to know of an order: whose, what, at which price, and when by the wall clock. */
export function summary(droplet: Info, now: number): object {
  const { id, account, name, size, region, image, at } = droplet;
  return {
    id,
    account,
    name,
    tags: droplet.tags,
    size: size.slug,
    region,
    image: image.slug,
    priceMonthly: size.priceMonthly,
    status: status(droplet, now),
    at,
  };
}

/** The Droplet that the path names. */
export function find({ state, account, params }: Api.Call): Info | undefined {
  return existing(state, account.id).find(
    ({ id, listedAt }) => String(id) === params.id && listedAt <= state.now(),
  );
}

function tags(state: State.Info, droplet: Info): string[] {
  const isTagged = droplet.taggedAt <= state.now();
  return isTagged ? droplet.tags.map((tag) => Tag.spelling(state, droplet.account, tag)) : [];
}

/** A private gateway is null; the netmask is text for v4 and a number for v6. */
function networks({ id, features }: Info): object {
  const address = Address.v4(id);
  const inner = `10.${(id >> 16) & 0xff}.${(id >> 8) & 0xff}.${id & 0xff}`;
  const network = Address.v6(id);
  const v6 = { ip_address: `${network}1`, netmask: 64, gateway: network, type: "public" };
  return {
    v4: [
      { ip_address: inner, netmask: "255.255.0.0", gateway: null, type: "private" },
      { ip_address: address, netmask: "255.255.240.0", gateway: "198.18.0.1", type: "public" },
    ],
    v6: features.includes("ipv6") ? [v6] : [],
  };
}
