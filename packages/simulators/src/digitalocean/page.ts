export * as Page from "./page.ts";

import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";

/** What links name, as DigitalOcean's own do: a client that follows one literally leaves the simulator. */
export const origin = "https://api.digitalocean.com";

const standard = 20;
const most = 200;

/** One page of a list under its key, with the total and the links that make sense. */
export function of<T>(
  request: Inbound.Info,
  key: string,
  items: readonly T[],
  shown: (item: T) => object,
): Reply.Info {
  const query = Inbound.query(request);
  const size = Math.min(most, whole(query.get("per_page")) ?? standard);
  const page = whole(query.get("page")) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number) => {
    query.set("page", String(to));
    query.set("per_page", String(size));
    return `${origin}${request.path}?${query}`;
  };
  const pages = {
    ...(page > 1 ? { first: link(1), prev: link(page - 1) } : {}),
    ...(page < last ? { next: link(page + 1), last: link(last) } : {}),
  };
  return Reply.json(200, {
    [key]: items.slice((page - 1) * size, page * size).map(shown),
    links: last === 1 ? {} : { pages },
    meta: { total: items.length },
  });
}

function whole(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}
