export * as Page from "./page.ts";

import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { VultrReply } from "./vultr-reply.ts";

const standard = 100;
const most = 500;

/**
 * One page of a list under its key. A cursor names the item that its page begins with, so that what is deleted meanwhile
 * moves nothing out of sight; where that item itself is gone, the cursor is refused.
 */
export function of<T extends { readonly id: string | number }>(
  request: Inbound.Info,
  key: string,
  items: readonly T[],
  shown: (item: T) => object,
): Reply.Info {
  const query = Inbound.query(request);
  const size = Math.min(most, whole(query.get("per_page")) ?? standard);
  const cursor = query.get("cursor") ?? "";
  const start = cursor === "" ? 0 : items.findIndex((item) => cursorOf(item) === cursor);
  if (start < 0) return VultrReply.badRequest("Invalid cursor.");
  const next = items[start + size];
  const prev = start > 0 ? items[Math.max(0, start - size)] : undefined;
  return Reply.json(200, {
    [key]: items.slice(start, start + size).map(shown),
    meta: { total: items.length, links: { next: cursorOf(next), prev: cursorOf(prev) } },
  });
}

/** Opaque to whoever gets it; empty where there is nothing to go on to. */
function cursorOf(item: { readonly id: string | number } | undefined): string {
  return item === undefined ? "" : Buffer.from(`page__${item.id}`).toString("base64url");
}

function whole(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
