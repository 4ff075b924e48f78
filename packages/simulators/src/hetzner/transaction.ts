export * as Transaction from "./transaction.ts";

import { Control } from "../control.ts";
import { Reply } from "../reply.ts";
import { SshKey } from "../ssh-key.ts";
import { Berlin } from "./berlin.ts";
import type { Key } from "./key.ts";
import type { Machine } from "./machine.ts";
import { Product } from "./product.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

const keptMs = 30 * 86_400_000;

/** An order of a machine of the auction, test orders included. */
export interface Info {
  readonly id: string;
  readonly user: string;
  readonly machine: Machine.Info;
  /** When it was placed, by the wall clock. */
  readonly at: number;
  /** When it was placed, by the simulator's clock. */
  readonly orderedAt: number;
  /** From when on the list of orders shows it, by the simulator's clock. */
  readonly listedAt: number;
  /** When Hetzner called it off, by the simulator's clock; left out where it did not. */
  readonly cancelledAt?: number;
  /** When it is ready, by the simulator's clock; null for never. */
  readonly readyAt: number | null;
  readonly isTest: boolean;
  readonly comment: string | null;
  readonly dist: string;
  readonly lang: string;
  readonly addons: string[];
  readonly keys: Key.Info[];
  readonly server: { readonly number: number; readonly ip: string | null } | null;
}

/** An order is in process until it is ready. A test order comes back as cancelled at once. */
export function status(order: Info, now: number): "in process" | "ready" | "cancelled" {
  if (order.isTest || order.cancelledAt !== undefined) return "cancelled";
  return order.readyAt !== null && order.readyAt < now ? "ready" : "in process";
}

/**
 * GET /order/server_market/transaction: the last 30 days, without the addons.
 * Whether test orders are listed is not documented; they are here, so that nobody takes one for a purchase unnoticed.
 */
export function list({ state, account }: Robot.Call): Reply.Info {
  const now = state.now();
  const mine = state.transactions
    .values()
    .filter((order) => order.user === account.user && order.orderedAt > now - keptMs)
    .filter((order) => order.listedAt <= now);
  const items = mine.map((order) => {
    const { product, ...rest } = shown(order, now);
    return { transaction: { ...rest, product: { ...product, ...Product.reduction(order.machine, now) } } };
  });
  return RobotReply.list(items, RobotReply.notFound("No transactions found"));
}

/** GET /order/server_market/transaction/{id} */
export function show({ state, account, params }: Robot.Call): Reply.Info {
  const order = state.transactions.get(params.id ?? "");
  if (order?.user !== account.user) return RobotReply.notFound("Transaction not found");
  return Reply.json(200, wrapped(order, state.now()));
}

/** Hetzner calls an order off that is in process. Fails with 404 or 409 where there is none. */
export function callOff(state: State.Info, id: string): void {
  const order = state.transactions.get(id);
  if (order === undefined) throw Control.failure(404, `There is no order "${id}".`);
  const now = state.now();
  const current = status(order, now);
  if (current !== "in process") throw Control.failure(409, `Order "${id}" is ${current}.`);
  state.transactions.put(id, { ...order, cancelledAt: now });
}

/** An order as it is at a time: as POST answers it, and as it is looked up by its id. */
export function wrapped(order: Info, now: number): object {
  return { transaction: { ...shown(order, now), addons: order.addons } };
}

function shown(order: Info, now: number) {
  const current = status(order, now);
  const server = current === "ready" ? order.server : null;
  return {
    id: order.id,
    date: Berlin.iso(order.orderedAt),
    status: current,
    server_number: server?.number ?? null,
    server_ip: server?.ip ?? null,
    authorized_key: order.keys.map(({ name, fingerprint, type, size }) => ({
      key: { name, fingerprint, type, size },
    })),
    host_key:
      server === null
        ? []
        : [{ key: { fingerprint: SshKey.fingerprint(order.id), type: "ED25519", size: 256 } }],
    comment: order.comment,
    product: Product.ordered(order.machine, order.dist, order.lang),
  };
}
