export * as Product from "./product.ts";

import { Reply } from "../reply.ts";
import { Berlin } from "./berlin.ts";
import { Hardware } from "./hardware.ts";
import { Machine } from "./machine.ts";
import { Money } from "./money.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";

export const dists = ["Rescue system"];
export const langs = ["en"];
export const addonIds = ["primary_ipv4"];
const reduceAfterMs = 86_400_000;

/** GET /order/server_market/product: all machines on offer. */
export function list({ state, productList }: Robot.Call): Reply.Info {
  if (state.machines.values().length === 0) return RobotReply.notFound("No products found");
  return { ...Reply.empty(200), body: productList() };
}

/** GET /order/server_market/product/{id} */
export function show({ state, account, params }: Robot.Call): Reply.Info {
  const machine = Machine.onShow(state, params.id ?? "");
  if (machine === undefined) return RobotReply.notFound("Product not found");
  return Reply.json(200, wrapped(machine, account.vatRate, state.now()));
}

/** A machine as Robot lists it: every price a string, net and with the account's tax. */
export function wrapped(machine: Machine.Info, vatRate: number, now: number): object {
  const hourly = Money.hourly(machine.priceCents);
  return {
    product: {
      ...described(machine),
      traffic: "unlimited",
      dist: dists,
      arch: [64],
      lang: langs,
      ...measured(machine),
      price: Money.decimal(machine.priceCents, 2),
      price_hourly: Money.decimal(hourly, 4),
      price_setup: Money.decimal(machine.setupCents, 2),
      price_vat: Money.decimal(Money.gross(machine.priceCents, vatRate), 2),
      price_hourly_vat: Money.decimal(Money.gross(hourly, vatRate), 4),
      price_setup_vat: Money.decimal(Money.gross(machine.setupCents, vatRate), 2),
      ...reduction(machine, now),
      orderable_addons: [ipv4Addon(machine, vatRate)],
    },
  };
}

/** A machine as it stands in a transaction: no price, and what was chosen instead of what can be. */
export function ordered(machine: Machine.Info, dist: string, lang: string): object {
  return { ...described(machine), traffic: "unlimited", dist, arch: "64", lang, ...measured(machine) };
}

/** The price reductions. The documented samples count the seconds below zero, so this does too. */
export function reduction(machine: Machine.Info, now: number): object {
  const at = nextReduction(machine);
  return {
    fixed_price: machine.fixed,
    next_reduce: machine.fixed ? 0 : -Math.round((at - now) / 1000),
    next_reduce_date: Berlin.time(at),
  };
}

/** When the price of a machine would drop next: epoch milliseconds. It is only announced, never done. */
export function nextReduction(machine: Machine.Info): number {
  return machine.reducesAt ?? machine.listedAt + reduceAfterMs;
}

function described(machine: Machine.Info): object {
  const { memory, drives, network } = Hardware.lines(machine, "x");
  return { id: machine.id, name: machine.name, description: [machine.cpu, memory, ...drives, network] };
}

function measured(machine: Machine.Info): object {
  // Only the first kind of drive is counted here; the others are in the description alone.
  const [primary] = machine.disks;
  const tags = [primary?.kind === "hdd" ? "ENT.HDD" : "", machine.ecc ? "ECC" : "", "INIC"];
  return {
    cpu: machine.cpu,
    cpu_benchmark: 13_089,
    memory_size: machine.memory,
    hdd_size: primary?.sizeGb,
    hdd_text: tags.filter(Boolean).join(" "),
    hdd_count: primary?.count,
    datacenter: machine.datacenter,
    network_speed: "1 Gbit/s",
  };
}

function ipv4Addon(machine: Machine.Info, vatRate: number): object {
  const net = machine.ipv4Cents * 100;
  const hourly = Money.hourly(machine.ipv4Cents);
  return {
    id: addonIds[0],
    name: "Primary IPv4",
    min: 0,
    max: 1,
    prices: [
      {
        location: machine.datacenter?.split("-", 1)[0] ?? "FSN1",
        price: {
          net: Money.decimal(net, 4),
          gross: Money.decimal(Money.gross(net, vatRate), 4),
          hourly_net: Money.decimal(hourly, 4),
          hourly_gross: Money.decimal(Money.gross(hourly, vatRate), 4),
        },
        price_setup: { net: "0.0000", gross: "0.0000" },
      },
    ],
  };
}
