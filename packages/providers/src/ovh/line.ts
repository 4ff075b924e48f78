export * as Line from "./line.ts";

import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Api } from "./api.ts";
import type { Choice } from "./choice.ts";
import { Explain } from "./explain.ts";

const Ids = z.array(z.int().positive());
const Detail = z.object({ domain: z.string() });

/** What a line of an order is about. Lines that are no plan's have none. */
const Extension = z.object({
  order: z
    .object({
      plan: z.object({ code: z.string() }).nullish(),
      configurations: z.array(z.object({ label: z.string(), value: z.string() })).nullish(),
    })
    .nullish(),
});

/** `service` is the server's name, which stands in the line once there is one. */
export type Info = { service: string | null };

/**
 * The line of an order that is for the chosen plan in the chosen datacentre; null where the order is told to be for
 * something else. A line that does not tell its datacentre counts as the one: to overlook an order would mean to buy
 * twice. For the same reason an order that has no lines yet, or one without a plan, is none that is told.
 * @throws ProviderFailure where that can't be read
 */
export async function find(
  access: Api.Access,
  orderId: number,
  choice: Choice.Info,
  signal?: AbortSignal,
): Promise<Info | null> {
  const { region } = access;
  const path = `/me/order/${orderId}/details`;
  const reply = await Api.call(access, "GET", path, { signal });
  const lines = Api.content(region, reply, Ids, "to the lines of an order");
  let told = lines.length > 0;
  let elsewhere = false;
  for (const id of lines) {
    const extension = await Api.call(access, "GET", `${path}/${id}/extension`, { signal });
    const { order } = Api.content(region, extension, Extension, "about a line of an order");
    told &&= order?.plan != null;
    if (order?.plan?.code !== choice.plan) continue;
    const place = order.configurations?.find(({ label }) => label === "dedicated_datacenter")?.value;
    if ((place ?? choice.datacentre) === choice.datacentre) {
      return { service: await service(access, `${path}/${id}`, signal) };
    }
    elsewhere = true;
  }
  if (told || elsewhere) return null;
  throw new ProviderFailure(Explain.untold(region));
}

/**
 * The server that an order of ours brought: the first of its lines that names one; null before delivery.
 * @throws ProviderFailure where a line can't be read
 */
export async function serviceOf(
  access: Api.Access,
  orderId: string,
  signal?: AbortSignal,
): Promise<string | null> {
  const path = `/me/order/${orderId}/details`;
  const reply = await Api.call(access, "GET", path, { signal });
  for (const id of Api.content(access.region, reply, Ids, "to the lines of an order")) {
    const name = await service(access, `${path}/${id}`, signal);
    if (name) return name;
  }
  return null;
}

/** `*001` stands for the server until it is delivered. */
async function service(access: Api.Access, path: string, signal?: AbortSignal): Promise<string | null> {
  const reply = await Api.call(access, "GET", path, { signal });
  const { domain } = Api.content(access.region, reply, Detail, "about a line of an order");
  return /^[\w-]+(\.[\w-]+)+$/.test(domain) ? domain : null;
}
