export * as TestLab from "./lab.ts";

import { randomBytes } from "node:crypto";
import { HetznerSimulator } from "../../src/hetzner/hetzner.ts";
import type { Simulator } from "../../src/simulator.ts";
import { Lab } from "../lab.ts";

export interface Customer {
  user: string;
  password: string;
}
type Fields = Record<string, string | string[]>;

/** A simulator for one test, with an account, and ways to talk to it. */
export async function open(options: Simulator.Options = {}) {
  const simulator = await HetznerSimulator.start(options);

  const { control, ...commands } = Lab.of(simulator);

  async function customer(flags: object = {}): Promise<Customer> {
    const made = {
      user: `#ws+${randomBytes(4).toString("hex")}`,
      password: `:ü${randomBytes(8).toString("hex")}`,
    };
    await control("POST", "/accounts", { ...made, ...flags });
    return made;
  }

  function request(path: string, as: Customer, init: RequestInit = {}): Promise<Response> {
    const authorization = `Basic ${Buffer.from(`${as.user}:${as.password}`).toString("base64")}`;
    return fetch(simulator.url + path, { ...init, headers: { authorization, ...init.headers } });
  }

  const owner = await customer();

  async function robot(method: string, path: string, fields?: Fields, as = owner): Promise<Lab.Answer> {
    return Lab.read(await request(path, as, fields ? { method, body: form(fields) } : { method }));
  }

  async function stock(machine: object = {}): Promise<number> {
    return (await control("POST", "/stock", machine)).json.id;
  }

  return {
    ...commands,
    simulator,
    owner,
    control,
    customer,
    request,
    robot,
    stock,
    feed: async () => Lab.read(await fetch(simulator.feedUrl)),
    order: (fields: Fields, as = owner) => robot("POST", "/order/server_market/transaction", fields, as),
  };
}

export function form(fields: Fields): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) body.append(name, one);
  }
  return body;
}
