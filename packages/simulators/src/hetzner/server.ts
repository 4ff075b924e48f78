export * as Server from "./server.ts";

import { Address } from "../address.ts";
import { Reply } from "../reply.ts";
import { Berlin } from "./berlin.ts";
import type { Cancellation } from "./cancellation.ts";
import type { Machine } from "./machine.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

const monthMs = 30 * 86_400_000;

/** A server that was delivered to an account. */
export interface Info {
  readonly number: number;
  readonly user: string;
  readonly datacenter: string | null;
  /** null for a server without an IPv4 address. */
  readonly ip: string | null;
  readonly ipv6: string;
  /** Delivered at, by the simulator's clock; it is not there before. */
  readonly readyAt: number;
  readonly cancellation: Cancellation.Set | null;
}

/** Makes the server that an order will deliver at `readyAt`. Its number has nothing to do with the auction's id. */
export function deliver(
  state: State.Info,
  order: { machine: Machine.Info; user: string; hasIpv4: boolean; readyAt: number },
): Info {
  const number = state.nextServer();
  const server = {
    number,
    user: order.user,
    datacenter: order.machine.datacenter,
    ip: order.hasIpv4 ? Address.v4(number) : null,
    ipv6: Address.v6(number),
    readyAt: order.readyAt,
    cancellation: null,
  };
  state.servers.put(number, server);
  return server;
}

/** GET /server */
export function list({ state, account }: Robot.Call): Reply.Info {
  const mine = state.servers.values().filter((server) => isThere(state, server, account.user));
  const servers = mine.map((server) => ({ server: shown(server) }));
  return RobotReply.list(servers, RobotReply.serverNotFound("No server found"));
}

/** GET /server/{server-number} */
export function show(call: Robot.Call): Reply.Info {
  const server = find(call);
  if (server === undefined) return RobotReply.serverNotFound();
  const can = {
    reset: true,
    rescue: true,
    vnc: true,
    windows: false,
    plesk: false,
    cpanel: false,
    wol: true,
  };
  return Reply.json(200, { server: { ...shown(server), ...can, hot_swap: false, linked_storagebox: null } });
}

/** The server that the path of a request names, if it is there and the account's. */
export function find({ state, account, params }: Robot.Call): Info | undefined {
  const server = state.servers.get(params.number ?? "");
  return server !== undefined && isThere(state, server, account.user) ? server : undefined;
}

/** A cancelled server stays to the end of the day that its cancellation names. */
function isThere(state: State.Info, server: Info, user: string): boolean {
  const now = state.now();
  const isOver = server.cancellation !== null && server.cancellation.date < Berlin.date(now);
  return server.user === user && server.readyAt < now && !isOver;
}

function shown(server: Info): object {
  return {
    server_ip: server.ip,
    server_ipv6_net: server.ipv6,
    server_number: server.number,
    server_name: "",
    product: "Server Auction",
    dc: server.datacenter ?? "",
    traffic: "unlimited",
    status: "ready",
    cancelled: server.cancellation !== null,
    paid_until: Berlin.date(server.readyAt + monthMs),
    ip: server.ip === null ? null : [server.ip],
    subnet: [{ ip: server.ipv6, mask: "64" }],
  };
}
