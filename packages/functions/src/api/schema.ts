import { Price } from "@cloudco/core/money/money";
import { Listing } from "@cloudco/core/offer/offer";
import { ProviderId } from "@cloudco/core/provider/id";
import type { Descriptor } from "@cloudco/core/provider/provider";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import * as z from "zod";
import type { Caller } from "./caller.ts";
import type { Limits } from "./limits.ts";
import { Problem } from "./problem.ts";

export type Env = {
  /** What API Gateway says of the request; its viewer's address, undefined where it came beside the front door; and its path, where it can be read. */
  Bindings: {
    requestContext?: { requestId?: string };
    address: string | undefined;
    path: string | undefined;
    /** What else of it can't be read. */
    unreadable?: "body" | "expect" | undefined;
    https?: boolean | undefined;
  };
  Variables: {
    requestId: string;
    /** The route that serves it, as in `GET /rules/:ruleId`. */
    route: string;
    accountId: string;
    caller: Caller;
    limits: Limits;
  };
};
export type Api = OpenAPIHono<Env>;

const ISO = z.iso.datetime();
export const Time = ISO.meta({ description: "ISO 8601, UTC.", example: "2026-11-24T12:00:00.000Z" });

export const iso = (at: number): string => new Date(at).toISOString();
export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** Anything else is not there: the same answer as for an id that nobody has. */
export const ProviderParam = z.strictObject({
  provider: ProviderId.meta({
    description: "The provider's id, as /providers lists it.",
    example: "hetzner",
  }),
});

export const NoQuery = z.strictObject({});

export function descriptorOf(descriptors: readonly Descriptor[], id: ProviderId): Descriptor {
  const descriptor = descriptors.find((candidate) => candidate.id === id);
  if (!descriptor) throw Problem.notFound();
  return descriptor;
}

/** An id of ours in an address. A text that can't be one is not there. */
export function idParam<N extends string>(name: N, prefix: string, what: string) {
  const id = z
    .string()
    .regex(new RegExp(`^${prefix && `${prefix}_`}[0-9A-Za-z]{1,64}$`))
    .meta({ description: `The id of the ${what}.` });
  return z.strictObject({ [name]: id } as Record<N, typeof id>);
}

/** A whole number in a query string. */
export function queryInteger(least: number, most: number, description: string) {
  const wanted = `Give a whole number from ${least} to ${most}.`;
  return z
    .preprocess(
      (value) => (typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value),
      z.int({ error: wanted }).min(least, { error: wanted }).max(most, { error: wanted }),
    )
    .meta({ description });
}

export function queryBoolean(description: string) {
  return z
    .preprocess(
      (value) => (value === "true" ? true : value === "false" ? false : value),
      z.boolean({ error: "Give true or false." }),
    )
    .meta({ description });
}

export const LIMIT_MOST = 100;
export const Limit = queryInteger(1, LIMIT_MOST, "The most items that one answer holds.").default(50);

export const CursorParam = z
  .string()
  .max(1000)
  .optional()
  .meta({ description: "`next` of the answer before, to go on from there." });
export const Next = z
  .string()
  .nullable()
  .meta({ description: "Give it as `cursor` for the next items; null where there are none." });

const { cpu } = Listing.shape;

/** In an answer nothing is left out that has a default where it is stored. */
const OfferedListing = z
  .object(Listing.shape)
  .extend({
    id: Listing.shape.id.meta({ description: "The provider's own id; unique within the provider." }),
    cpu: cpu.extend({ threads: cpu.shape.threads.unwrap() }).meta({
      description:
        "Of all processors together. `cores` and `threads` are null where the provider does not tell them.",
    }),
    ecc: Listing.shape.ecc.unwrap().meta({
      description: "Whether the memory corrects errors; null where the provider does not tell.",
    }),
    gpu: Listing.shape.gpu.meta({ description: "`count` is how many there are at least." }),
    bandwidthMbit: Listing.shape.bandwidthMbit.unwrap().meta({
      description: "What the network port gives, Mbit/s; null where the provider does not tell.",
    }),
    price: Price.meta({
      description: "Minor units. Net is before VAT; gross is null where it is not known.",
    }),
    ipv4: Listing.shape.ipv4.meta({
      description: "Net monthly surcharge for a public IPv4 address, minor units; null where it is included.",
    }),
    ipv6Only: Listing.shape.ipv6Only.unwrap().meta({ description: "It can't have a public IPv4 address." }),
    fixedPrice: Listing.shape.fixedPrice.unwrap().meta({
      description: "Whether the price stays as it is; null where the provider does not tell.",
    }),
    nextDropAt: Listing.shape.nextDropAt.unwrap().meta({
      description:
        "When the price falls next, unless somebody buys before, milliseconds since 1970; null where the provider does not tell.",
    }),
    unique: Listing.shape.unique.meta({ description: "One physical machine, sold once." }),
  })
  .openapi("Listing", { description: "What a provider sells, in one form for all providers." });

export { OfferedListing as Listing };

const ProblemBody = z
  .object({
    type: z.string().meta({ example: "urn:problem-type:cloudco:request.invalid" }),
    title: z.string(),
    status: z.int(),
    detail: z
      .string()
      .meta({ description: "For people: what happened, whose side it is on, what to do next." }),
    code: z.enum(Problem.CODES).meta({ description: "For programs: says exactly which problem this is." }),
    requestId: z.string().meta({ description: "Also in the header x-request-id. Tell it to support." }),
    errors: z
      .array(
        z.object({
          field: z.string(),
          code: z.enum(Problem.FIELD_CODES).meta({ description: "For programs: what is wrong with it." }),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: "The fields that can't be accepted." }),
  })
  .openapi("Problem", { description: "RFC 9457 problem details." });

const ALWAYS: readonly Problem.Code[] = [
  "request.invalid",
  "auth.missing",
  "auth.invalid",
  "auth.expired",
  "auth.revoked",
  "auth.scope",
  "auth.person",
  "auth.unavailable",
  "limit.exceeded",
  "resource.unreadable",
  "server.busy",
  "server.failed",
];
/** What else a request with a body may be told. */
export const BODY: readonly Problem.Code[] = ["request.malformed", "request.too_large", "request.media_type"];

/**
 * The problem responses of an operation that needs a token, to be spread into its responses. They add nothing to the
 * route's type, since handlers throw problems and never return one.
 */
export function problems(...codes: readonly Problem.Code[]): Record<never, never> {
  return publicProblems(...ALWAYS, ...codes);
}

/** Those of an operation that is open to everybody. */
export function publicProblems(...all: readonly Problem.Code[]): Record<never, never> {
  const statuses = [...new Set(all.map(Problem.statusOf))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status) => {
      const these = all.filter((code) => Problem.statusOf(code) === status);
      const description = these.map((code) => `\`${code}\`: ${Problem.titleOf(code)}.`).join(" ");
      return [status, { description, content: { "application/problem+json": { schema: ProblemBody } } }];
    }),
  );
}

/** Where the outcome will be, and when to look. */
export const LATER = {
  location: { description: "Where to ask for the outcome.", schema: { type: "string" as const } },
  "retry-after": { description: "Seconds until it is worth asking.", schema: { type: "string" as const } },
};

/** The instants between which a list is wanted. */
export const Since = Time.optional().meta({ description: "From this moment on." });
export const Until = Time.optional().meta({ description: "Before this moment." });

export function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { "application/json": { schema } } };
}

/** For operations that take no body: what one says would otherwise be ignored without a word. */
export const refuseBody: MiddlewareHandler<Env> = async (c, next) => {
  const text = (await c.req.text()).trim();
  if (text !== "" && text !== "{}") {
    throw new Problem.ProblemError(
      "request.invalid",
      "Nothing was changed: this address takes no body, and the request has one. Send it without.",
      { fields: [{ field: "body", code: "unknown", message: "There must be none." }] },
    );
  }
  await next();
};

/** What the validators found, as far as it matters here. */
export type Checked = { target: string; success: boolean; data?: unknown; error?: z.ZodError };

/**
 * Refuses what does not fit the route's schemas.
 * @param unknown what to say of certain fields that a schema doesn't know
 */
export function refuseInvalid(unknown?: Readonly<Record<string, string>>): (checked: Checked) => undefined {
  return ({ target, data, error }) => {
    if (error) throw target === "param" ? Problem.notFound() : Problem.fromZod(error, data, unknown);
  };
}
