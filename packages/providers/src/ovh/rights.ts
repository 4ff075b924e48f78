export * as Rights from "./rights.ts";

/** One right of a consumer key. `*` stands for anything; `/me/*` does not include `/me`. */
export type Rule = { method: "GET" | "POST" | "PUT" | "DELETE"; path: string };

/** Exactly what CloudCO calls with a customer's keys. Catalogue and availability are public and need no right. */
export const NEEDED: readonly Rule[] = [
  { method: "GET", path: "/me" },
  { method: "GET", path: "/me/payment/method" },
  { method: "GET", path: "/me/order" },
  { method: "GET", path: "/me/order/*" },
  { method: "GET", path: "/order/cart" },
  { method: "POST", path: "/order/cart" },
  { method: "GET", path: "/order/cart/*" },
  { method: "POST", path: "/order/cart/*" },
  { method: "DELETE", path: "/order/cart/*" },
  { method: "GET", path: "/dedicated/server/*" },
  { method: "PUT", path: "/dedicated/server/*/serviceInfos" },
];

/** The rights that `granted` lacks, as text: `POST /order/cart/*`. */
export function missing(granted: readonly { method: string; path: string }[]): string[] {
  return NEEDED.filter((needed) => !granted.some((rule) => covers(rule, needed))).map(format);
}

/** The right that a call needs, as text; the call itself where none is known. */
export function neededFor(method: string, path: string): string {
  const call = { method, path: path.split("?")[0] ?? path };
  return format(NEEDED.find((rule) => covers(rule, call)) ?? call);
}

function covers(rule: { method: string; path: string }, call: { method: string; path: string }): boolean {
  const parts = rule.path.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return rule.method === call.method && new RegExp(`^${parts.join(".*")}$`).test(call.path);
}

function format({ method, path }: { method: string; path: string }): string {
  return `${method} ${path}`;
}
