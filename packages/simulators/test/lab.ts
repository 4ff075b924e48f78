export * as Lab from "./lab.ts";

import { generateKeyPairSync } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Simulator } from "../src/simulator.ts";

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads from an answer is what it checks
  json: any;
}

/** The commands that every simulator takes. The simulator is closed with the test. */
export function of(simulator: Simulator.Running) {
  onTestFinished(() => simulator.close());

  async function control(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return read(await fetch(simulator.controlUrl + path, init));
  }

  return {
    control,
    fault: (fault: object) => control("POST", "/faults", fault),
    journal: async (since = 0) => (await control("GET", `/journal?since=${since}`)).json,
    orders: async () => (await control("GET", "/orders")).json,
    advance: (advanceSeconds: number) => control("POST", "/clock", { advanceSeconds }),
  };
}

export async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, json: text === "" ? null : JSON.parse(text) };
}

/** A fresh Ed25519 key as OpenSSH writes it. */
export function publicKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  const blob = [Buffer.from("ssh-ed25519"), raw].flatMap((part) => [length(part), part]);
  return `ssh-ed25519 ${Buffer.concat(blob).toString("base64")} somebody`;
}

function length(part: Buffer): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(part.length);
  return bytes;
}
