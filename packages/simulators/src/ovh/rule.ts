export * as Rule from "./rule.ts";

import * as z from "zod";

/** A right of a consumer key: a method, and a path in which `*` stands for anything. */
export const Info = z.strictObject({
  method: z.enum(["GET", "POST", "PUT", "DELETE"]),
  path: z.string().startsWith("/"),
});
export type Info = z.infer<typeof Info>;

export const everything: readonly Info[] = (["GET", "POST", "PUT", "DELETE"] as const).map((method) => ({
  method,
  path: "/*",
}));

/** Taken literally: `/me/*` does not grant `/me`. The query has no part in it. */
export function grants(rules: readonly Info[], method: string, path: string): boolean {
  return rules.some((rule) => rule.method === method && pattern(rule.path).test(path));
}

function pattern(path: string): RegExp {
  const parts = path.split("*").map((part) => part.replace(/[^\w/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
