export * as Servers from "./servers.ts";

import type { Server } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Api } from "./api.ts";
import type { Line } from "./line.ts";

const Dedicated = z.object({ ip: z.ipv4() });

/** The server of an order, which is ready when OVHcloud has delivered the order and the server's address is known. */
export async function read(
  access: Api.Access,
  { service }: Line.Info,
  status: string,
  signal?: AbortSignal,
): Promise<Server> {
  if (isCancelled(status)) return { id: service, ipv4: null, state: "cancelled" };
  if (status === "notPaid") return { id: service, ipv4: null, state: "unpaid" };
  if (service === null) return { id: null, ipv4: null, state: "provisioning" };
  const reply = await Api.call(access, "GET", `/dedicated/server/${service}`, { signal });
  const ipv4 = (reply.kind === "ok" && Dedicated.safeParse(reply.body).data?.ip) || null;
  // Without the right to read it, the address will never be known, and the server is ready all the same.
  const known = ipv4 !== null || reply.kind === "refused";
  return { id: service, ipv4, state: status === "delivered" && known ? "ready" : "provisioning" };
}

/** Whether an order's status says that nothing comes of it. One that is `cancelling` may still be. */
export function isCancelled(status: string): boolean {
  return status === "cancelled";
}
