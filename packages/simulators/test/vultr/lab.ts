export * as TestLab from "./lab.ts";

import { randomBytes } from "node:crypto";
import type { Simulator } from "../../src/simulator.ts";
import { VultrSimulator } from "../../src/vultr/vultr.ts";
import { Lab } from "../lab.ts";

export interface Customer {
  readonly account: string;
  readonly token: string;
  readonly tokenId: string;
}

/** A simulator for one test, with an account, and ways to talk to it. */
export async function open(options: Simulator.Options = {}) {
  const simulator = await VultrSimulator.start(options);
  const commands = Lab.of(simulator);
  const { control } = commands;

  async function customer(flags: object = {}, tokenFlags: object = {}): Promise<Customer> {
    const account = (await control("POST", "/accounts", flags)).json.id;
    const token = randomBytes(18).toString("hex").toUpperCase();
    const made = await control("POST", "/tokens", { account, token, ...tokenFlags });
    return { account, token, tokenId: made.json.id };
  }

  const owner = await customer();

  function request(method: string, path: string, body?: unknown, as = owner): Promise<Response> {
    const headers = { authorization: `Bearer ${as.token}`, "content-type": "application/json" };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return fetch(`${simulator.url}/v2${path}`, init);
  }

  async function api(method: string, path: string, body?: unknown, as = owner): Promise<Lab.Answer> {
    return Lab.read(await request(method, path, body, as));
  }

  return {
    ...commands,
    simulator,
    owner,
    customer,
    request,
    api,
    open: async (path: string) => Lab.read(await fetch(`${simulator.url}/v2${path}`)),
    stock: (plan: object = {}) => control("POST", "/stock", plan),
    order: (body: object = {}, as = owner) => api("POST", "/instances", { ...wish, ...body }, as),
    orderMetal: (body: object = {}, as = owner) => api("POST", "/bare-metals", { ...metalWish, ...body }, as),
  };
}

/** An order that the default stock can fill. */
export const wish = { region: "ewr", plan: "vc2-1c-1gb", os_id: 2284, label: "op-7f3c2a" };
export const metalWish = { ...wish, plan: "vbm-4c-32gb" };
