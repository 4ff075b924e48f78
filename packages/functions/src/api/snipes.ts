import type { Context } from "@cloudco/core/context/context";
import { Currency, Minor } from "@cloudco/core/money/money";
import { ProviderId } from "@cloudco/core/provider/id";
import { Cause } from "@cloudco/core/provider/provider";
import { type Asked, askTermination, removeSnipe } from "@cloudco/core/snipe/edit";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { API } from "../origin.ts";
import { byKey } from "./caller.ts";
import { Once } from "./once.ts";
import { has, readPage } from "./page.ts";
import { Problem } from "./problem.ts";
import {
  type Api,
  CursorParam,
  idParam,
  iso,
  isoOrNull,
  json,
  LATER,
  Limit,
  Listing,
  Next,
  NoQuery,
  problems,
  refuseBody,
  Since,
  Time,
  Until,
} from "./schema.ts";

const State = z.enum([...Snipe.ServerState.options, "terminating", "terminated"]);

const Body = z
  .object({
    id: z.string(),
    provider: ProviderId,
    ruleId: z.string(),
    matchId: z.string(),
    reference: z.string().meta({ description: "The provider's id of the order." }),
    server: z.object({
      id: z
        .string()
        .nullable()
        .meta({ description: "The provider's id of the server; null until it has one." }),
      ipv4: z.string().nullable(),
      state: State.meta({
        description:
          "`unpaid`: the order waits for you to pay it at the provider, among your orders there under `reference`; nothing is delivered before, and unpaid it lapses. `provisioning`: it is being set up. `terminating`: you asked for its end, and the provider has not answered yet. `terminated`: the provider ends it, or says that it is gone.",
      }),
    }),
    termination: z
      .object({
        askedAt: Time,
        endsAt: Time.nullable().meta({
          description:
            "When the server ends, where the provider tells. It may lie ahead: until then it runs.",
        }),
        failure: z.object({ cause: Cause, message: z.string() }).nullable().meta({
          description:
            "Why it is not terminated, and what to do. While the server is `terminating`, why the provider has to be asked again, which CloudCO does.",
        }),
      })
      .nullable()
      .meta({ description: "What became of your wish to end the server; null where you had none." }),
    listing: Listing.meta({ description: "The offer as it was when it was bought." }),
    termMonths: z.int().meta({ description: "For how many months it was taken." }),
    price: z
      .object({
        currency: Currency,
        monthly: Minor.meta({
          description: "The rent of a month that stays once promotions and coupons that end are over.",
        }),
        setup: Minor,
        firstPayment: Minor.meta({
          description: "What was due at once: the rent of the whole term, and the setup.",
        }),
      })
      .meta({ description: "What the provider asked at the moment of the order: net, minor units." }),
    failure: z
      .object({ cause: Cause, message: z.string() })
      .nullable()
      .meta({ description: "Why nothing came of the order, or needs your look; null where all is well." }),
    reconciled: z.boolean().meta({
      description: "The provider's answer was lost, and the order was found in its records.",
    }),
    boughtAt: Time,
  })
  .openapi("Snipe");

function toBody(snipe: Snipe.Info): z.infer<typeof Body> {
  const { id, provider, ruleId, matchId, reference, server, listing, termMonths, price } = snipe;
  const { reconciled, termination, failure } = snipe;
  return {
    id,
    provider,
    ruleId,
    matchId,
    reference,
    server: { id: server.id, ipv4: server.ipv4, state: stateOf(snipe) },
    termination: termination
      ? {
          askedAt: iso(termination.askedAt),
          endsAt: isoOrNull(termination.endsAt),
          failure: termination.failure && {
            cause: termination.failure.cause,
            message: termination.failure.message,
          },
        }
      : null,
    listing,
    termMonths,
    price: {
      currency: price.currency,
      monthly: price.monthly,
      setup: price.setup,
      firstPayment: price.firstPayment,
    },
    failure: failure && { cause: failure.cause, message: failure.message },
    reconciled,
    boughtAt: iso(snipe.boughtAt),
  };
}

function stateOf({ server, termination }: Snipe.Info): z.infer<typeof Body>["server"]["state"] {
  const state = termination?.state;
  return state === "terminating" || state === "terminated" ? state : server.state;
}

const Row = Snipe.Info.extend({ position: z.string() });

const list = createRoute({
  ...byKey("snipes:read"),
  method: "get",
  path: "/snipes",
  operationId: "listSnipes",
  tags: ["Snipes"],
  summary: "The servers that were bought for you",
  description:
    "The latest first. With a filter an answer may hold few items, or none, and still have a `next`: go on until it is null.",
  request: {
    query: z.strictObject({
      provider: ProviderId.optional(),
      state: State.optional(),
      since: Since,
      until: Until,
      limit: Limit,
      cursor: CursorParam,
    }),
  },
  responses: { 200: json("The snipes.", z.object({ items: z.array(Body), next: Next })), ...problems() },
});

const get = createRoute({
  ...byKey("snipes:read"),
  method: "get",
  path: "/snipes/{snipeId}",
  operationId: "getSnipe",
  tags: ["Snipes"],
  summary: "One bought server",
  description: "Its id and address at the provider appear once the provider tells them.",
  request: { params: idParam("snipeId", "snp", "snipe"), query: NoQuery },
  responses: { 200: json("The snipe.", Body), ...problems("resource.not_found") },
});

const terminate = createRoute({
  ...byKey("snipes:terminate"),
  method: "post",
  path: "/snipes/{snipeId}/terminate",
  operationId: "terminateSnipe",
  tags: ["Snipes"],
  summary: "Have the provider destroy the server",
  description:
    "Sending this is your confirmation: the server and its data are lost. The provider is asked at once; ask for the snipe again to see its answer. Vultr and DigitalOcean destroy the server at once. Hetzner cancels it to the earliest day, mostly today, and can't call off an order whose server is not there yet. OVHcloud ends its renewal, so that it runs until what is paid for is used up.",
  request: { params: idParam("snipeId", "snp", "snipe"), query: NoQuery, headers: Once.Headers },
  responses: {
    202: { ...json("The provider is being asked.", Body), headers: LATER },
    ...problems(
      "resource.not_found",
      ...Once.PROBLEMS,
      "request.too_large",
      "snipe.terminating",
      "snipe.ended",
    ),
  },
});

const del = createRoute({
  ...byKey("snipes:terminate"),
  method: "delete",
  path: "/snipes/{snipeId}",
  operationId: "removeSnipe",
  tags: ["Snipes"],
  summary: "Clear the row",
  description:
    "Touches nothing at the provider: the server runs on and is paid for, unless it was terminated before.",
  request: { params: idParam("snipeId", "snp", "snipe"), query: NoQuery },
  middleware: refuseBody,
  responses: {
    204: { description: "It is cleared." },
    ...problems("resource.not_found", "request.too_large", "snipe.terminating"),
  },
});

export function addSnipes(api: Api, ctx: Context): void {
  api.openapi(list, async (c) => {
    const { provider, state, ...page } = c.req.valid("query");
    const { items, next } = await readPage(ctx, Snipe.collection(c.var.accountId), Row, "snp", {
      ...page,
      only: (snipe) => has({ provider: snipe.provider, state: stateOf(snipe) }, { provider, state }),
    });
    return c.json({ items: items.map(toBody), next }, 200);
  });

  api.openapi(get, async (c) => {
    const snipe = await Snipe.find(ctx.table, c.var.accountId, c.req.valid("param").snipeId);
    if (!snipe) throw Problem.notFound();
    return c.json(toBody(snipe), 200);
  });

  api.openapi({ ...terminate, middleware: [refuseBody, Once.middleware(ctx)] as const }, async (c) => {
    const asked = await askTermination(ctx, c.var.accountId, c.req.valid("param").snipeId);
    if (!asked.ok) throw refusal(asked);
    c.header("location", `${API}/snipes/${asked.snipe.id}`);
    c.header("retry-after", "5");
    return c.json(toBody(asked.snipe), 202);
  });

  api.openapi(del, async (c) => {
    const removed = await removeSnipe(ctx, c.var.accountId, c.req.valid("param").snipeId);
    if (removed === "missing") throw Problem.notFound();
    if (removed === "terminating") {
      throw new Problem.ProblemError(
        "snipe.terminating",
        "Nothing was removed: the provider has not yet answered the termination, which would be lost. Try again once `server.state` is no longer `terminating`.",
      );
    }
    return c.body(null, 204);
  });
}

function refusal({ refused }: Extract<Asked, { ok: false }>): Problem.ProblemError {
  switch (refused) {
    case "missing":
      return Problem.notFound();
    case "terminating":
      return new Problem.ProblemError(
        "snipe.terminating",
        "You asked for this before, and the provider is being asked. Look at the snipe for its answer.",
      );
    case "terminated":
      return new Problem.ProblemError(
        "snipe.ended",
        "There is nothing to terminate: the provider has ended the server, or ends it at `termination.endsAt`.",
      );
    case "cancelled":
      return new Problem.ProblemError(
        "snipe.ended",
        "There is nothing to terminate: the provider called this order off, and no server came of it.",
      );
  }
}
