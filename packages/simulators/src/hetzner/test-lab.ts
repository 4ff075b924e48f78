export * as TestLab from "./test-lab.ts";

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Simulator } from "../simulator.ts";
import { HetznerSimulator } from "./hetzner.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads from an answer is what it checks
  json: any;
}
export interface Customer {
  user: string;
  password: string;
}
type Fields = Record<string, string | string[]>;

/** A simulator for one test, with an account, and ways to talk to it. */
export async function open(options: Simulator.Options = {}) {
  const simulator = await HetznerSimulator.start(options);
  onTestFinished(() => simulator.close());

  async function control(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return read(await fetch(simulator.controlUrl + path, init));
  }

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

  async function robot(method: string, path: string, fields?: Fields, as = owner): Promise<Answer> {
    return read(await request(path, as, fields ? { method, body: form(fields) } : { method }));
  }

  async function stock(machine: object = {}): Promise<number> {
    return (await control("POST", "/stock", machine)).json.id;
  }

  return {
    simulator,
    owner,
    control,
    customer,
    request,
    robot,
    stock,
    feed: async () => read(await fetch(simulator.feedUrl)),
    order: (fields: Fields, as = owner) => robot("POST", "/order/server_market/transaction", fields, as),
    fault: (fault: object) => control("POST", "/faults", fault),
    journal: async (since = 0) => (await control("GET", `/journal?since=${since}`)).json,
    advance: (advanceSeconds: number) => control("POST", "/clock", { advanceSeconds }),
  };
}

export function form(fields: Fields): URLSearchParams {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of [value].flat()) body.append(name, one);
  }
  return body;
}

/** A fresh Ed25519 key as OpenSSH writes it. */
export function publicKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const blob = [Buffer.from("ssh-ed25519"), raw].flatMap((part) => [length(part), part]);
  return `ssh-ed25519 ${Buffer.concat(blob).toString("base64")} somebody`;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

function length(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(part.length);
  return bytes;
}
