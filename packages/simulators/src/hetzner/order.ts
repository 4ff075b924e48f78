export * as Order from "./order.ts";

import { Journal } from "../journal.ts";
import { Reply } from "../reply.ts";
import type { Account } from "./account.ts";
import { Berlin } from "./berlin.ts";
import { Key } from "./key.ts";
import { Machine } from "./machine.ts";
import { Product } from "./product.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import { Server } from "./server.ts";
import type { State } from "./state.ts";
import { Transaction } from "./transaction.ts";

/** What an order asks for. */
interface Wish {
  productId: string | null;
  dist: string;
  lang: string;
  addons: string[];
  fingerprints: string[];
  comment: string | null;
  test: string;
}

/**
 * POST /order/server_market/transaction. Nothing awaits between finding the machine and selling it, so of two orders for
 * one machine exactly one gets it.
 */
export function place({ state, account, form }: Robot.Call): Reply.Info {
  if (!account.ordering) return notActivated();
  const wish = read(form);
  if (wish.productId === null) return RobotReply.invalidInput(["product_id"], []);
  const keys = wish.fingerprints.map((fingerprint) => Key.find(state, account.user, fingerprint));
  const invalid = mistakes(wish, form);
  if (keys.includes(undefined)) invalid.push("authorized_key");
  if (invalid.length > 0) return RobotReply.invalidInput([], invalid);
  const precondition = notAccepted(account);
  if (precondition !== undefined) return precondition;

  const isTest = wish.test === "true";
  const id = Number(wish.productId);
  const machine = isTest ? state.machines.get(id) : Machine.sell(state, id);
  // What Robot answers for a sold machine is not documented; of its documented errors this one fits.
  if (machine === undefined) return RobotReply.invalidInput([], ["product_id"]);
  const order = record(state, {
    account,
    machine,
    wish,
    isTest,
    keys: keys.filter((key) => key !== undefined),
  });
  return Reply.json(201, Transaction.wrapped(order, order.orderedAt));
}

function read(form: URLSearchParams): Wish {
  return {
    productId: last(form, "product_id"),
    dist: last(form, "dist") ?? Product.dists[0] ?? "",
    lang: last(form, "lang") ?? Product.langs[0] ?? "",
    addons: form.getAll("addon[]"),
    fingerprints: form.getAll("authorized_key[]"),
    comment: last(form, "comment"),
    test: last(form, "test") ?? "false",
  };
}

/** Robot's form parser keeps the last of a field that is sent twice, and takes an empty one for none. */
function last(form: URLSearchParams, name: string): string | null {
  return form.getAll(name).at(-1) || null;
}

/** The parameters that are wrong in themselves. A list without its brackets is no list. */
function mistakes(wish: Wish, form: URLSearchParams): string[] {
  const isWrong: [string, boolean][] = [
    ["product_id", !/^[1-9]\d{0,14}$/.test(wish.productId ?? "")],
    ["dist", !Product.dists.includes(wish.dist)],
    ["lang", !Product.langs.includes(wish.lang)],
    ["addon", form.has("addon") || wish.addons.some((addon) => !Product.addonIds.includes(addon))],
    ["test", wish.test !== "true" && wish.test !== "false"],
    ["authorized_key", form.has("authorized_key")],
  ];
  return isWrong.filter(([, wrong]) => wrong).map(([name]) => name);
}

// The codes and texts of these refusals are not documented; their shape is.
function notActivated(): Reply.Info {
  const message =
    "Ordering is not activated. Activate it in Robot: Administration; Settings; Web Service Settings; Ordering.";
  return RobotReply.failure(403, "ORDERING_NOT_ACTIVATED", message);
}

function notAccepted(account: Account.Info): Reply.Info | undefined {
  const hint = "Please place your order via the web frontend for further details.";
  const reasons = [
    account.serverLimitReached ? "The server limit of your account is reached." : "",
    account.paymentProblem ? "There is a problem with the payment of your account." : "",
  ].filter(Boolean);
  if (reasons.length === 0) return undefined;
  return RobotReply.failure(
    412,
    "PRECONDITION_FAILED",
    ["Order cannot be accepted.", ...reasons, hint].join(" "),
  );
}

function record(
  state: State.Info,
  sale: { account: Account.Info; machine: Machine.Info; wish: Wish; isTest: boolean; keys: Key.Info[] },
): Transaction.Info {
  const { account, machine, wish, isTest, keys } = sale;
  const now = state.now();
  // An order with a comment is processed by hand, so here it stays in process for ever.
  const isManual = wish.comment !== null;
  const readyAt = isTest || isManual ? null : now + state.settings.get().readyAfterSeconds * 1000;
  const hasIpv4 = wish.addons.includes("primary_ipv4");
  const server =
    readyAt === null ? null : Server.deliver(state, { machine, user: account.user, hasIpv4, readyAt });
  const order = {
    id: `B${Berlin.date(now).replaceAll("-", "")}-${machine.id}-${state.nextTransaction()}`,
    user: account.user,
    machine,
    at: Journal.wallClock(),
    orderedAt: now,
    listedAt: now + state.settings.get().listedAfterSeconds * 1000,
    readyAt,
    isTest,
    comment: wish.comment,
    dist: wish.dist,
    lang: wish.lang,
    addons: wish.addons,
    keys,
    server: server === null ? null : { number: server.number, ip: server.ip },
  };
  state.transactions.put(order.id, order);
  return order;
}
