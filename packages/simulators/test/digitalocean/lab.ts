export * as TestLab from "./lab.ts";

import { randomBytes } from "node:crypto";
import { DigitalOceanSimulator } from "../../src/digitalocean/digitalocean.ts";
import type { Simulator } from "../../src/simulator.ts";
import { Lab } from "../lab.ts";

export interface Customer {
  readonly account: string;
  readonly token: string;
  readonly tokenId: string;
}

/** A simulator for one test, with an account, and ways to talk to it. */
export async function open(options: Simulator.Options = {}) {
  const simulator = await DigitalOceanSimulator.start(options);
  const commands = Lab.of(simulator);
  const { control } = commands;

  async function customer(flags: object = {}, scopes: string[] | null = null): Promise<Customer> {
    const account = (await control("POST", "/accounts", flags)).json.id;
    const token = `dop_v1_${randomBytes(32).toString("hex")}`;
    const made = await control("POST", "/tokens", { account, token, scopes });
    return { account, token, tokenId: made.json.id };
  }

  const owner = await customer();

  function request(method: string, path: string, body?: unknown, as = owner): Promise<Response> {
    const headers = { authorization: `Bearer ${as.token}`, "content-type": "application/json" };
    const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return fetch(simulator.url + path, init);
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
    stock: (size: object = {}) => control("POST", "/stock", size),
    order: (body: object = {}, as = owner) => api("POST", "/v2/droplets", { ...wish, ...body }, as),
  };
}

/** An order that the default stock can fill. */
const wish = { name: "op-7f3c2a", region: "fra1", size: "s-1vcpu-1gb", image: "ubuntu-24-04-x64" };
