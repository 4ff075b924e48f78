import { randomBytes } from "node:crypto";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Credentials, OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { control as command } from "@cloudco/simulators/control-client";
import { OvhSimulator } from "@cloudco/simulators/ovh/ovh";
import { afterEach, beforeEach, vi } from "vitest";
import { europe } from "../../src/ovh/ovh.ts";
import { given } from "../given.ts";

type Simulator = Awaited<ReturnType<typeof OvhSimulator.start>>;

/** Both regions, simulated, new for every test; the adapters are pointed at them. */
export let eu: Simulator;
export let ca: Simulator;
/** The keys of an account in Europe. */
export let login: Credentials;
export let application: string;

beforeEach(async () => {
  [eu, ca] = await Promise.all([OvhSimulator.start({ region: "eu" }), OvhSimulator.start({ region: "ca" })]);
  vi.stubEnv("OVH_EU_URL", eu.url);
  vi.stubEnv("OVH_CA_URL", ca.url);
  login = await account(eu);
  application = login.applicationKey?.reveal() ?? "";
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([eu.close(), ca.close()]);
});

/** Makes an account with keys of all rights, or of these. */
export async function account(
  at: Simulator,
  fields: object = {},
  credential: object = {},
): Promise<Credentials> {
  const [key, secret, consumerKey] = Array.from({ length: 3 }, () => randomBytes(16).toString("hex"));
  const { id } = await control<{ id: string }>("POST", "/accounts", fields, at);
  await control("POST", "/applications", { key, secret }, at);
  await control("POST", "/credentials", { application: key, account: id, consumerKey, ...credential }, at);
  return {
    applicationKey: new Secret(key ?? ""),
    applicationSecret: new Secret(secret ?? ""),
    consumerKey: new Secret(consumerKey ?? ""),
  };
}

/** Commands a simulator; Europe's, if no other is named. */
export async function control<T>(method: string, path: string, body?: unknown, at = eu): Promise<T> {
  return await command(at.controlUrl, method, path, body);
}

/** Puts a plan into stock and gives it as the scan sees it in Gravelines, with its smallest drives. */
export async function offer(plan: object = {}): Promise<Listing> {
  await control("POST", "/stock", plan);
  const { listings } = given(await europe.inventory(null));
  const listing = listings.find(({ location, disks }) => location.code === "gra" && disks[0]?.sizeGb === 480);
  if (!listing) throw new Error("the plan is not in the inventory");
  return listing;
}

export function request(listing: Listing, more: Partial<OrderRequest> = {}): OrderRequest {
  return { orderId: "mat_1-1", listing, template: { sshKeys: [], ipv4: true }, ...more };
}

export async function fault(route: string, input: object): Promise<void> {
  await control("POST", "/faults", { route: route.replace(" ", " /1.0"), ...input });
}

type Entry = { method: string; path: string; body: Record<string, unknown> };

/** How often Europe was asked so; `*` stands for anything in between. */
export async function sent(method: string, path: string): Promise<number> {
  const journal = await control<Entry[]>("GET", "/journal");
  const pattern = new URLPattern({ pathname: `/1.0${path}` });
  return journal.filter((entry) => entry.method === method && pattern.test({ pathname: entry.path })).length;
}

export type Order = {
  id: number;
  cart: string;
  status: string;
  netCents: number;
  servers: string[];
  waived: boolean;
};

export async function orders(): Promise<Order[]> {
  return await control("GET", "/orders");
}
