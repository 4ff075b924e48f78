export * as Rule from "./rule.ts";

import * as z from "zod";
import { Currency, Minor } from "../money/money.ts";
import { Category, DiskKind } from "../offer/offer.ts";
import { ProviderId } from "../provider/id.ts";
import { Payment } from "../provider/provider.ts";
import { Table } from "../table/table.ts";
import { Hostname } from "./hostname.ts";

/** What the customer decides. The provider can't be changed later. */
export const Criteria = z.strictObject({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(1000).default(""),
  category: Category,
  minCores: z.int().min(0).max(1024).default(0),
  minMemoryGib: z.int().min(0).max(65_536).default(0),
  minThreads: z.int().min(0).max(4096).default(0),
  /** Memory that corrects errors, and nothing else. */
  ecc: z.boolean().default(false),
  /** Only disks of this kind count, below as well. */
  diskKind: DiskKind.optional(),
  minDisks: z.int().min(0).max(64).default(0),
  /** All disks together. */
  minDiskGb: z.int().min(0).max(10_000_000).default(0),
  /** A part of the name, however it is spelt: L40S. */
  gpuModel: z
    .string()
    .trim()
    .max(100)
    .regex(/[A-Za-z0-9]/, "Give a part of the model's name, such as L40S.")
    .optional(),
  minGpus: z.int().min(0).max(64).default(0),
  /** Of the network port, Mbit/s. */
  minBandwidthMbit: z.int().min(0).max(1_000_000).default(0),
  /** The provider's where left out: a rule in another would never match. */
  currency: Currency.optional(),
  /** Highest net price of a month, IPv4 surcharge included where one is wanted. Minor units. */
  maxMonthly: Minor.max(100_000_000),
  /** Highest net setup fee. Minor units. */
  maxSetup: Minor.max(100_000_000).default(0),
  /** Most this rule may ever commit: what is due at once, net, for all it has bought or is buying. Minor units. */
  budget: Minor.max(1_000_000_000),
  /** Datacentre (FSN1-DC14), site (FSN1) or country (DE), any of them; empty for anywhere. */
  locations: z.array(z.string().trim().toUpperCase().min(1).max(40)).max(20).default([]),
  /** What comes first: the cheapest, ties by the order of `locations`; or the place named first, and there the cheapest. */
  prefer: z.enum(["price", "location"]).default("price"),
  autoBuy: z.boolean().default(false),
  /** How many servers to buy, one after the other. */
  quantity: z.int().min(1).max(100).default(1),
  ipv4: z.boolean().default(true),
  /** Fingerprints or ids, as the provider names its SSH keys. */
  sshKeys: z.array(z.string().trim().min(1).max(200)).max(20).default([]),
  /** The provider's name of an operating system; its default where left out. */
  image: z.string().trim().min(1).max(100).optional(),
  /** What the machine is called; the provider's or CloudCO's choice where left out. */
  hostname: Hostname.Pattern.optional(),
  /** For how long a server is taken. The rent of several months is paid in advance. */
  termMonths: z.int().min(1).max(60).default(1),
  payment: Payment.default("automatic"),
  /** Gives up a consumer's right to withdraw, so that delivery begins at once. */
  waiveWithdrawal: z.boolean().default(false),
});
export type Criteria = z.infer<typeof Criteria>;

/** What is given is changed; null takes away what can be left out. */
export type Changes = Partial<Omit<Criteria, "image" | "hostname" | "diskKind" | "gpuModel">> & {
  diskKind?: Criteria["diskKind"] | null | undefined;
  gpuModel?: string | null | undefined;
  image?: string | null | undefined;
  hostname?: string | null | undefined;
};

export const Status = z.enum(["active", "paused", "completed", "deleted"]);

export const Info = z.object({
  ...Criteria.shape,
  currency: Currency,
  id: z.string(),
  accountId: z.string(),
  provider: ProviderId,
  /** By whose price list it is judged, where the provider has several: the account's, once that is known. */
  priceList: z.string().optional(),
  status: Status,
  /** Of a completed rule, what it was before: what its owner had paused or deleted does not buy again by itself. */
  statusBefore: Status.optional(),
  /** Grows whenever the rule is to be looked at anew; a match made under an older one is not bought. */
  revision: z.int(),
  /** Not evaluated before this moment: its last attempt failed. Epoch ms. */
  evaluateAt: z.int(),
  /** The match that is being bought: one at a time. */
  openMatch: z.string().optional(),
  /** Of the `quantity`, how many are still to be bought; less than 0 where an order went through late that had no place. */
  placesLeft: z.int().default(1),
  /** Orders that were ever placed, those that the provider called off since too. */
  placements: z.int().nonnegative().default(0),
  /** `budget` = `left` + `reserved` + `committed`, always; `left` is less than 0 after such an order. Minor units. */
  left: z.int(),
  reserved: z.int().nonnegative(),
  committed: z.int().nonnegative(),
  /** Net of a month, minor units: what all it has bought costs on and on. */
  rent: z.int().nonnegative().default(0),
  /** Epoch ms. */
  createdAt: z.int(),
  /** A hash of what it was made from, where whoever made it may ask for it again. */
  madeFrom: z.string().optional(),
  position: z.string(),
});
export type Info = z.infer<typeof Info>;

export const key = (accountId: string, id: string) => ({ pk: `ACCOUNT#${accountId}`, sk: `RULE#${id}` });

/** The rules of a provider, in the order in which they last changed. */
export const collection = (provider: ProviderId) => `RULES#${provider}`;

/** Null also for a deleted rule: to its owner it is gone. */
export async function find(table: Table.Table, accountId: string, id: string): Promise<Info | null> {
  const rule = await Table.get(table, key(accountId, id), Info);
  return rule?.status === "deleted" ? null : rule;
}

/** The oldest first. */
export async function list(table: Table.Table, accountId: string): Promise<Info[]> {
  const rules = await Table.list(table, `ACCOUNT#${accountId}`, "RULE#", Info);
  // They are read by their ids, and those of one moment stay so.
  return rules.filter((rule) => rule.status !== "deleted").sort((a, b) => a.createdAt - b.createdAt);
}

const Holding = Info.pick({ id: true, accountId: true, openMatch: true });

/** Rules of which an order is under way: deleted ones too, and those of which nothing else can be read. */
export async function holding(table: Table.Table, accountId: string): Promise<z.infer<typeof Holding>[]> {
  const rules = await Table.list(table, `ACCOUNT#${accountId}`, "RULE#", Holding);
  return rules.filter(({ openMatch }) => openMatch !== undefined);
}
