export * as Terminations from "./terminations.ts";

import type { Failure, Termination } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Api } from "./api.ts";
import { Line } from "./line.ts";
import type { Region } from "./region.ts";

const Infos = z.object({
  expiration: z.iso.date(),
  canDeleteAtExpiration: z.boolean().nullish(),
  renew: z.looseObject({ deleteAtExpiration: z.boolean() }),
});

/**
 * OVHcloud destroys a server only when what is paid for is used up, and for an earlier end it mails a token to a person.
 * So this ends the renewal: the server is gone at `at`.
 * @param server `serverId` is the server's name (`ns3100001.ip-203-0-113.eu`)
 */
export async function terminate(
  access: Api.Access,
  server: { serverId: string | null; reference: string },
  signal?: AbortSignal,
): Promise<Termination> {
  const { region } = access;
  const name = server.serverId ?? (await nameOf(access, server.reference, signal));
  const path = `/dedicated/server/${encodeURIComponent(name)}/serviceInfos`;
  const before = await Api.call(access, "GET", path, { signal });
  if (isGone(before)) return { kind: "gone" };
  const { expiration, canDeleteAtExpiration, renew } = Api.content(region, before, Infos, "about the server");
  const end = { kind: "terminated", at: Date.parse(expiration) } as const;
  if (renew.deleteAtExpiration) return end;
  if (canDeleteAtExpiration === false) return { kind: "refused", ...committed(region) };
  const body = { renew: { ...renew, automatic: true, deleteAtExpiration: true } };
  const reply = await Api.call(access, "PUT", path, { body, signal });
  if (reply.kind === "ok") return end;
  if (isGone(reply)) return { kind: "gone" };
  return { kind: reply.kind === "unknown" ? "unknown" : "refused", ...reply.failure };
}

/** @throws ProviderFailure where the order has brought no server yet */
async function nameOf(access: Api.Access, reference: string, signal?: AbortSignal): Promise<string> {
  const name = /^\d{1,15}$/.test(reference) ? await Line.serviceOf(access, reference, signal) : null;
  if (name) return name;
  const message = `${access.region.name} has not delivered this order yet, so there is no server to cancel. Try again after the delivery, or withdraw from the order in the OVHcloud manager.`;
  throw new ProviderFailure({ cause: "refused", message });
}

/** OVHcloud does not know the server, or (460) it has expired. */
function isGone(reply: Api.Reply): boolean {
  return reply.kind === "refused" && (reply.error.status === 404 || reply.error.status === 460);
}

function committed(region: Region.Info): Failure {
  const message = `${region.name} does not let this server be cancelled at the end of the month: it is bound to a longer term. Look into the OVHcloud manager for its end.`;
  return { cause: "refused", message };
}
