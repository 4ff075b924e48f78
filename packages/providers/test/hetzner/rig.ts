import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Credentials, OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { type Control, control as command } from "@cloudco/simulators/control-client";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { afterEach, beforeEach, vi } from "vitest";
import { adapter } from "../../src/hetzner/hetzner.ts";
import { given } from "../given.ts";

export const ORDERS = "/order/server_market/transaction";

/** A simulated Hetzner with one account, new for every test; the adapter is pointed at it. */
export let hetzner: HetznerSimulator.Running;
export let login: Credentials;
export let user: string;
export let password: string;

beforeEach(async () => {
  hetzner = await HetznerSimulator.start({});
  vi.stubEnv("HETZNER_ROBOT_URL", hetzner.url);
  vi.stubEnv("HETZNER_AUCTION_FEED_URL", hetzner.feedUrl);
  user = `#ws+${randomBytes(6).toString("hex")}`;
  password = `${randomBytes(12).toString("base64")}ä:`;
  login = credentials(user, password);
  await control("POST", "/accounts", { user, password });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await hetzner.close();
});

export function credentials(username: string, secret: string): Credentials {
  return { username: new Secret(username), password: new Secret(secret) };
}

/** Commands the simulator of this test. */
export const control: Control = (method, path, body) => command(hetzner.controlUrl, method, path, body);

/** Offers a machine and gives it as the scan sees it. */
export async function offer(machine: object = {}): Promise<Listing> {
  const { id } = await control<{ id: number }>("POST", "/stock", machine);
  const { listings } = given(await adapter.inventory(null));
  const listing = listings.find((candidate) => candidate.id === String(id));
  if (!listing) throw new Error(`machine ${id} is not in the inventory`);
  return listing;
}

export function request(listing: Listing, template: Partial<OrderRequest["template"]> = {}): OrderRequest {
  return { orderId: "ord_1", listing, template: { sshKeys: [], ipv4: false, ...template } };
}

export async function fault(route: string, input: object): Promise<void> {
  await control("POST", "/faults", { route, ...input });
}

type Entry = { method: string; path: string; body: Record<string, unknown> };

/** The requests that reached the simulator. */
export async function sent(method: string, path: string): Promise<Entry[]> {
  const journal = await control<Entry[]>("GET", "/journal");
  return journal.filter((entry) => entry.method === method && entry.path === path);
}

/** An error in Robot's own form, as a fault of the simulator. */
export function robotError(status: number, code: string, details: object = {}): object {
  const error = { status, code, message: "no", ...details };
  return { kind: "body", status, body: JSON.stringify({ error }) };
}

/** What Robot itself answers to a GET. */
export async function robot(path: string): Promise<unknown> {
  const response = await fetch(hetzner.url + path, { headers: { authorization: basic() } });
  return response.json();
}

/** Puts a new SSH key into the account and gives its fingerprint. */
export async function addKey(): Promise<string> {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const parts = [Buffer.from("ssh-ed25519"), Buffer.from(x, "base64url")];
  const blob = Buffer.concat(parts.flatMap((part) => [Buffer.from([0, 0, 0, part.length]), part]));
  const response = await fetch(`${hetzner.url}/key`, {
    method: "POST",
    headers: { authorization: basic() },
    body: new URLSearchParams({ name: "deploy", data: `ssh-ed25519 ${blob.toString("base64")}` }),
  });
  const { key } = (await response.json()) as { key: { fingerprint: string } };
  return key.fingerprint;
}

export function basic(): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}
