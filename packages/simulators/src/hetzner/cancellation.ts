export * as Cancellation from "./cancellation.ts";

import { Reply } from "../reply.ts";
import { Berlin } from "./berlin.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import { Server } from "./server.ts";

/** A cancellation that was declared. */
export interface Set {
  /** YYYY-MM-DD */
  readonly date: string;
  readonly reason: string | null;
}

const reasons = [
  "Upgrade to a new server",
  "Dissatisfied with the hardware",
  "Dissatisfied with the support",
  "Dissatisfied with the network",
  "Dissatisfied with the IP/subnet allocation",
  "Dissatisfied with the Robot webinterface",
  "Dissatisfied with the official Terms and Conditions",
  "Server no longer necessary due to project ending",
  "Server too expensive",
];

/** GET /server/{server-number}/cancellation */
export function show(call: Robot.Call): Reply.Info {
  const server = Server.find(call);
  return server === undefined ? RobotReply.serverNotFound() : Reply.json(200, wrapped(call, server));
}

/** POST /server/{server-number}/cancellation */
export function declare(call: Robot.Call): Reply.Info {
  const server = Server.find(call);
  if (server === undefined) return RobotReply.serverNotFound();
  const today = Berlin.date(call.state.now());
  const date = call.form.get("cancellation_date");
  const reason = call.form.get("cancellation_reason");
  const reserve = call.form.get("reserve_location") ?? "false";

  if (date === null || date === "") return RobotReply.invalidInput(["cancellation_date"], []);
  const invalid = [
    date === "now" || (isDate(date) && date >= today) ? "" : "cancellation_date",
    reason === null || reasons.includes(reason) ? "" : "cancellation_reason",
    reserve === "true" || reserve === "false" ? "" : "reserve_location",
  ].filter(Boolean);
  if (invalid.length > 0) return RobotReply.invalidInput([], invalid);
  if (reserve === "true") {
    const message = "The location of this server cannot be reserved";
    return RobotReply.failure(409, "SERVER_CANCELLATION_RESERVE_LOCATION_FALSE_ONLY", message);
  }
  if (server.cancellation !== null) {
    return RobotReply.failure(409, "CONFLICT", "The server is already cancelled");
  }
  const cancelled = { ...server, cancellation: { date: date === "now" ? today : date, reason } };
  call.state.servers.put(server.number, cancelled);
  return Reply.json(200, wrapped(call, cancelled));
}

/** DELETE /server/{server-number}/cancellation: possible until the day it takes effect. */
export function revoke(call: Robot.Call): Reply.Info {
  const server = Server.find(call);
  if (server === undefined) return RobotReply.serverNotFound();
  if (server.cancellation === null || server.cancellation.date <= Berlin.date(call.state.now())) {
    return RobotReply.failure(409, "CONFLICT", "The cancellation cannot be revoked");
  }
  call.state.servers.put(server.number, { ...server, cancellation: null });
  return Reply.empty(200);
}

/** `cancellation_reason` lists what may be given until one is, and is that one from then on. */
function wrapped({ state }: Robot.Call, server: Server.Info): object {
  const { cancellation } = server;
  return {
    cancellation: {
      server_ip: server.ip,
      server_ipv6_net: server.ipv6,
      server_number: server.number,
      server_name: "",
      earliest_cancellation_date: Berlin.date(state.now()),
      cancelled: cancellation !== null,
      reservation_possible: false,
      reserved: false,
      cancellation_date: cancellation?.date ?? null,
      cancellation_reason: cancellation === null ? reasons : cancellation.reason,
    },
  };
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}
