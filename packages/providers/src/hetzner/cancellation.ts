export * as Cancellation from "./cancellation.ts";

import type { Credentials, Failure, Termination } from "@cloudco/core/provider/provider";
import * as z from "zod";
import { Market } from "./market.ts";
import { Robot } from "./robot.ts";

const Day = z.iso.date();

/** What Robot tells of a server's cancellation before there is one, and after. */
const Info = z.object({
  cancellation: z.object({
    cancelled: z.boolean(),
    earliest_cancellation_date: Day.nullish(),
    reservation_possible: z.boolean().nullish(),
    cancellation_date: Day.nullish(),
  }),
});
type Info = z.infer<typeof Info>["cancellation"];

/**
 * Cancels a server to the earliest day that Robot allows, which is mostly at once. An order that is still in process
 * has no server yet and can't be called off over the webservice.
 */
export async function terminate(
  credentials: Credentials,
  { serverId, reference }: { serverId: string | null; reference: string },
  signal?: AbortSignal,
): Promise<Termination> {
  const number = serverId ?? (await findNumber(credentials, reference, signal));
  if (typeof number !== "string") return number;
  if (!/^\d{1,15}$/.test(number)) return { kind: "refused", ...NO_NUMBER };
  const path = `/server/${number}/cancellation`;
  const before = read(await Robot.call(credentials, "GET", path, { signal }));
  if (before.kind !== "read") return before.kind === "unknown" ? { ...before, kind: "refused" } : before;
  if (before.info.cancelled) return terminated(before.info);

  const form = declaration(before.info);
  if (!form) return { kind: "refused", ...Market.unreadable("about the earliest day of a cancellation") };
  const reply = await Robot.call(credentials, "POST", path, { form, signal });
  if (reply.kind === "refused" && reply.error.code === "CONFLICT") {
    return settleConflict(read(await Robot.call(credentials, "GET", path, { signal })));
  }
  const after = read(reply);
  if (after.kind !== "read") return after;
  return after.info.cancelled
    ? terminated(after.info)
    : { kind: "unknown", ...Market.unreadable("to the cancellation") };
}

/** The number of the server that an order brought, or why there is none. */
async function findNumber(
  credentials: Credentials,
  reference: string,
  signal?: AbortSignal,
): Promise<string | Termination> {
  if (!/^[\w-]{1,100}$/.test(reference)) return { kind: "refused", ...NO_NUMBER };
  const path = `/order/server_market/transaction/${reference}`;
  const reply = await Robot.call(credentials, "GET", path, { signal });
  if (reply.kind === "refused" && reply.error.code === "NOT_FOUND") return { kind: "refused", ...NO_NUMBER };
  if (reply.kind !== "ok") return { kind: "refused", ...reply.failure };
  const order = Market.placedBy(reply.body);
  if (order?.reference !== reference) return { kind: "refused", ...Market.unreadable("about the order") };
  if (order.server.state === "cancelled") return { kind: "gone" };
  return order.server.id ?? { kind: "refused", ...IN_PROCESS };
}

type Read = { kind: "read"; info: Info } | Termination;

function read(reply: Robot.Reply): Read {
  if (reply.kind === "unknown") return { kind: "unknown", ...reply.failure };
  if (reply.kind === "refused" && reply.error.code === "SERVER_NOT_FOUND") return { kind: "gone" };
  if (reply.kind !== "ok") return { kind: "refused", ...reply.failure };
  const info = Info.safeParse(reply.body).data?.cancellation;
  return info ? { kind: "read", info } : { kind: "unknown", ...Market.unreadable("about the cancellation") };
}

/** The form of `POST /server/{number}/cancellation`; null where the day is not known. */
function declaration({
  earliest_cancellation_date: day,
  reservation_possible,
}: Info): URLSearchParams | null {
  if (!day) return null;
  const isDue = day <= new Date().toISOString().slice(0, 10);
  const form = new URLSearchParams({ cancellation_date: isDue ? "now" : day });
  // Required where the location can be reserved for the next server, and refused elsewhere.
  if (reservation_possible) form.set("reserve_location", "false");
  return form;
}

/** Robot calls a second cancellation a conflict, and one while the server moves to another account. */
function settleConflict(read: Read): Termination {
  if (read.kind !== "read") return read;
  return read.info.cancelled ? terminated(read.info) : { kind: "refused", ...CONFLICT };
}

/** Robot names the day; the moment lies within it. */
function terminated({ cancellation_date: day }: Info): Termination {
  return { kind: "terminated", at: day ? Math.max(Date.parse(day), Date.now()) : null };
}

const IN_PROCESS: Failure = {
  cause: "refused",
  message:
    "Hetzner still processes this order, and Robot has no way to call off an order. Terminate the server once it is ready, or write to Hetzner's support.",
};
const NO_NUMBER: Failure = {
  cause: "refused",
  message: "Robot does not tell which server this order brought. Cancel it in Robot by hand.",
};
const CONFLICT: Failure = {
  cause: "refused",
  message:
    "Robot does not allow this server to be cancelled now, mostly because a transfer to another account is under way. Look into Robot.",
};
