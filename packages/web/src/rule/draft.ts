export * as Draft from "./draft.ts";

import type { Connection, Provider, Rule, RuleInput } from "../api/schema.d.ts";

/** A rule as it is being written: amounts and lists as they are typed. */
export type Draft = {
  provider: Provider["id"];
  name: string;
  description: string;
  category: RuleInput["category"];
  minCores: string;
  minMemoryGib: string;
  minDiskGb: string;
  minThreads: string;
  ecc: boolean;
  diskKind: NonNullable<RuleInput["diskKind"]> | "";
  minDisks: string;
  gpuModel: string;
  minGpus: string;
  minBandwidthMbit: string;
  currency: Currency;
  maxMonthly: string;
  maxSetup: string;
  /** Empty: just enough for the dearest that it may buy. */
  budget: string;
  locations: string;
  prefer: NonNullable<RuleInput["prefer"]>;
  autoBuy: boolean;
  quantity: string;
  ipv4: boolean;
  sshKeys: string;
  image: string;
  hostname: string;
  termMonths: string;
  payment: NonNullable<RuleInput["payment"]>;
  waiveWithdrawal: boolean;
};

type Currency = Provider["currency"];
type Connections = readonly Connection[] | undefined;

export type FieldError = { field: string; message: string };

const NUMBERS = ["minCores", "minMemoryGib", "minDiskGb", "maxMonthly", "maxSetup"] as const;

/** What a link to a new rule may say beforehand; amounts are minor units. `copy` is a rule's id. */
export type Search = Partial<Record<(typeof NUMBERS)[number], number>> & {
  provider?: string;
  category?: string;
  currency?: string;
  locations?: string;
  copy?: string;
};

export function parseSearch(search: Record<string, unknown>): Search {
  const numbers = NUMBERS.flatMap((name) => {
    const value = Number(search[name]);
    return search[name] !== undefined && Number.isSafeInteger(value) && value >= 0 ? [[name, value]] : [];
  });
  const texts = ["provider", "category", "currency", "locations", "copy"].flatMap((name) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? [[name, value.slice(0, 200)]] : [];
  });
  return Object.fromEntries([...numbers, ...texts]);
}

/** What the account at a provider pays in, as far as it is known. */
export function currencyOf(provider: Provider, connections: Connections): Currency {
  return connections?.find((one) => one.provider === provider.id)?.currency ?? provider.currency;
}

/** A new one, for the provider that the link names or the first. */
export function fresh(
  search: Search,
  providers: readonly [Provider, ...Provider[]],
  connections: Connections,
): Draft {
  const provider = providers.find(({ id }) => id === search.provider) ?? providers[0];
  const [first = "vm"] = provider.orderable;
  const plain = (value: number | undefined) => (value ? String(value) : "");
  return {
    provider: provider.id,
    name: "",
    description: "",
    category: provider.categories.find((category) => category === search.category) ?? first,
    minCores: plain(search.minCores),
    minMemoryGib: plain(search.minMemoryGib),
    minDiskGb: plain(search.minDiskGb),
    minThreads: "",
    ecc: false,
    diskKind: "",
    minDisks: "",
    gpuModel: "",
    minGpus: "",
    minBandwidthMbit: "",
    currency:
      provider.currencies.find((currency) => currency === search.currency) ??
      currencyOf(provider, connections),
    maxMonthly: search.maxMonthly === undefined ? "" : toMajor(search.maxMonthly),
    maxSetup: search.maxSetup ? toMajor(search.maxSetup) : "",
    budget: "",
    locations: search.locations ?? "",
    prefer: "price",
    autoBuy: false,
    quantity: "1",
    ipv4: true,
    sshKeys: "",
    image: "",
    hostname: "",
    termMonths: String(provider.terms[0] ?? 1),
    payment: provider.payments[0] ?? "automatic",
    waiveWithdrawal: false,
  };
}

export function ofRule(rule: Rule): Draft {
  const plain = (value: number) => (value === 0 ? "" : String(value));
  return {
    provider: rule.provider,
    name: rule.name,
    description: rule.description,
    category: rule.category,
    minCores: plain(rule.minCores),
    minMemoryGib: plain(rule.minMemoryGib),
    minDiskGb: plain(rule.minDiskGb),
    minThreads: plain(rule.minThreads),
    ecc: rule.ecc,
    diskKind: rule.diskKind ?? "",
    minDisks: plain(rule.minDisks),
    gpuModel: rule.gpuModel ?? "",
    minGpus: plain(rule.minGpus),
    minBandwidthMbit: plain(rule.minBandwidthMbit),
    currency: rule.currency,
    maxMonthly: toMajor(rule.maxMonthly),
    maxSetup: rule.maxSetup === 0 ? "" : toMajor(rule.maxSetup),
    budget: toMajor(rule.budget.cap),
    locations: rule.locations.join(", "),
    prefer: rule.prefer,
    autoBuy: rule.autoBuy,
    quantity: String(rule.quantity),
    ipv4: rule.ipv4,
    sshKeys: rule.sshKeys.join("\n"),
    image: rule.image ?? "",
    hostname: rule.hostname ?? "",
    termMonths: String(rule.termMonths),
    payment: rule.payment,
    waiveWithdrawal: rule.waiveWithdrawal,
  };
}

type Whole =
  | "minCores"
  | "minMemoryGib"
  | "minDiskGb"
  | "minThreads"
  | "minDisks"
  | "minGpus"
  | "minBandwidthMbit";

/** The request, or the fields that are no number. Whether the rule makes sense the API says. */
export function toBody(draft: Draft, provider: Provider): { body: RuleInput } | { wrong: string[] } {
  const wrong: string[] = [];
  const whole = (name: Whole) => {
    const text = draft[name].trim();
    if (text !== "" && !/^\d{1,8}$/.test(text)) wrong.push(name);
    return Number(text) || 0;
  };
  const quantity = toQuantity(draft.quantity);
  if (quantity === null) wrong.push("quantity");
  const amount = (name: "maxMonthly" | "maxSetup" | "budget", empty: number) => {
    const minor = draft[name].trim() === "" ? empty : toMinor(draft[name]);
    if (minor === null) wrong.push(name);
    return minor ?? 0;
  };
  const termMonths = Number(draft.termMonths) || 1;
  const maxMonthly = amount("maxMonthly", 0);
  if (draft.maxMonthly.trim() === "") wrong.push("maxMonthly");
  const maxSetup = amount("maxSetup", 0);
  const { takes } = provider;
  const body: RuleInput = {
    provider: draft.provider,
    name: draft.name.trim(),
    description: draft.description.trim(),
    category: draft.category,
    minCores: whole("minCores"),
    minMemoryGib: whole("minMemoryGib"),
    minDiskGb: whole("minDiskGb"),
    ...told(draft, provider, whole),
    currency: draft.currency,
    maxMonthly,
    maxSetup,
    budget: amount("budget", (maxMonthly * termMonths + maxSetup) * (quantity ?? 1)),
    locations: split(draft.locations, /[,;\n]+/),
    prefer: draft.prefer,
    autoBuy: draft.autoBuy,
    quantity: quantity ?? 1,
    ipv4: draft.ipv4,
    sshKeys: takes.includes("sshKeys") ? split(draft.sshKeys, /\n+/) : [],
    termMonths,
    payment: draft.payment,
    waiveWithdrawal: takes.includes("waiveWithdrawal") && draft.waiveWithdrawal,
    ...(takes.includes("image") && draft.image.trim() ? { image: draft.image.trim() } : {}),
    ...(takes.includes("hostname") && draft.hostname.trim() ? { hostname: draft.hostname.trim() } : {}),
  };
  return wrong.length > 0 ? { wrong } : { body };
}

/** `41,30` and `41.3` are 4130; null for anything that is no such amount. */
export function toMinor(text: string): number | null {
  const [, whole = "", fraction = ""] = /^\s*(\d{1,8})(?:[.,](\d{1,2}))?\s*$/.exec(text) ?? [];
  return whole === "" ? null : Number(whole) * 100 + Number(fraction.padEnd(2, "0"));
}

/** What is asked of the provider's lists, as far as they answer it. */
function told(draft: Draft, provider: Provider, whole: (name: Whole) => number) {
  const tells = (name: Provider["tells"][number]) => provider.tells.includes(name);
  const gpuModel = draft.gpuModel.trim();
  return {
    minThreads: tells("minThreads") ? whole("minThreads") : 0,
    ecc: tells("ecc") && draft.ecc,
    minDisks: tells("minDisks") ? whole("minDisks") : 0,
    minGpus: tells("minGpus") ? whole("minGpus") : 0,
    minBandwidthMbit: tells("minBandwidthMbit") ? whole("minBandwidthMbit") : 0,
    ...(tells("diskKind") && draft.diskKind ? { diskKind: draft.diskKind } : {}),
    ...(tells("gpuModel") && gpuModel ? { gpuModel } : {}),
  };
}

/** How many to buy; null for what is no such number. */
export function toQuantity(text: string): number | null {
  const count = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : 0;
  return count > 0 ? count : null;
}

export function toMajor(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2);
}

function split(text: string, by: RegExp): string[] {
  return text
    .split(by)
    .map((part) => part.trim())
    .filter(Boolean);
}
