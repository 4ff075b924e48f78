export * as Fault from "./fault.ts";

import * as z from "zod";
import type { Inbound } from "./inbound.ts";
import { Reply } from "./reply.ts";
import type { Store } from "./store.ts";

const Route = z
  .string()
  .regex(/^(\*|[A-Z]+) (\*|\/\S*)$/, 'expected a method and a path, such as "POST /order/*" or "* *"')
  .refine(isPattern, "the path is not a pattern that can be matched");
const Times = z.int().min(0).default(1);
const Status = z.int().min(200).max(599).optional();

// Before: the provider never sees the request. After: it does what it was asked, and the caller does not learn it.
const either = { route: Route, times: Times, when: z.enum(["before", "after"]).default("before") };
// These spoil the provider's own answer on its way, so there has to be one.
const after = { route: Route, times: Times, when: z.literal("after").default("after") };

/** A fault to come: the oldest that fits a request spoils it, `times` times (0: until it is removed). */
export const Input = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("hang"), ...either }),
  z.strictObject({ kind: z.literal("reset"), ...either }),
  z.strictObject({
    kind: z.literal("status"),
    ...either,
    status: z.int().min(500).max(599).default(503),
    page: z.enum(["html", "empty"]).default("html"),
  }),
  z.strictObject({ kind: z.literal("rate-limit"), ...either }),
  z.strictObject({ kind: z.literal("truncate"), ...after }),
  z.strictObject({ kind: z.literal("drip"), ...after }),
  z.strictObject({ kind: z.literal("wrong-json"), ...either, status: Status }),
  z.strictObject({ kind: z.literal("not-json"), ...either, status: Status }),
  z.strictObject({ kind: z.literal("huge"), ...either, status: Status }),
  z.strictObject({
    kind: z.literal("body"),
    ...either,
    status: Status,
    body: z.string(),
    contentType: z.string().default("application/json"),
    /** Further headers, such as `retry-after`. */
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    kind: z.literal("sold"),
    route: Route,
    times: Times,
    when: z.literal("before").default("before"),
  }),
]);
type Ordered = z.infer<typeof Input>;
export type Kind = Ordered["kind"];
export type Info = Ordered & { readonly id: number };

export interface Queue {
  add(fault: Ordered): Info;
  list(): Info[];
  clear(): void;
  /** Takes the oldest fault that fits the request; it counts as used from then on. */
  strike(request: Inbound.Info): Info | undefined;
}

export function open(store: Store.Handle, nextId: () => number): Queue {
  const faults = store.collection<Info>("fault");
  return {
    add(ordered) {
      const fault = { ...ordered, id: nextId() };
      faults.put(fault.id, fault);
      return fault;
    },
    list: () => faults.values(),
    clear: () => faults.clear(),
    strike(request) {
      const fault = faults.values().find((candidate) => fits(candidate.route, request));
      if (fault?.times === 1) faults.delete(fault.id);
      else if (fault !== undefined && fault.times > 1)
        faults.put(fault.id, { ...fault, times: fault.times - 1 });
      return fault;
    },
  };
}

/**
 * What the caller gets under a fault: null for no answer at all.
 * `real` is the provider's answer, missing where the fault came before it.
 */
export function spoil(
  fault: Info,
  real: Reply.Info | undefined,
  rateLimited: () => Reply.Info,
): Reply.Info | null {
  switch (fault.kind) {
    case "hang":
    case "reset":
      return null;
    case "status":
      return {
        status: fault.status,
        contentType: "text/html",
        body: fault.page === "html" ? errorPage(fault.status) : "",
      };
    case "rate-limit":
      return rateLimited();
    case "wrong-json":
      return Reply.json(fault.status ?? real?.status ?? 200, { result: [{ unexpected: true }], next: null });
    case "not-json":
      return { ...Reply.empty(fault.status ?? real?.status ?? 200), body: "<p>We will be back soon." };
    case "huge":
      return Reply.empty(fault.status ?? real?.status ?? 200);
    case "body":
      return {
        status: fault.status ?? real?.status ?? 200,
        contentType: fault.contentType,
        headers: fault.headers,
        body: fault.body,
      };
    default:
      return real ?? null;
  }
}

function errorPage(status: number): string {
  return `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`;
}

function fits(route: string, request: Inbound.Info): boolean {
  const [method, pathname = "*"] = route.split(" ");
  return (
    (method === "*" || method === request.method) &&
    new URLPattern({ pathname }).test({ pathname: request.path })
  );
}

function isPattern(route: string): boolean {
  try {
    return new URLPattern({ pathname: route.split(" ")[1] ?? "" }) instanceof URLPattern;
  } catch {
    return false;
  }
}
