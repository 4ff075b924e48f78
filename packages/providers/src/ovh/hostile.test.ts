// Guarantee: no reply, however spoilt, makes the adapter throw, invent an offer, take an order for placed or dead that
// is not, or check a cart out twice. A failure prints the path that, with this seed, repeats it.

import { randomBytes } from "node:crypto";
import { Listing } from "@cloudco/core/offer/offer";
import type { OrderOutcome, OrderRequest } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import {
  CART,
  config,
  denied,
  error,
  extension,
  ITEM,
  labels,
  order,
  replies,
  rows,
  SERVICE,
} from "../../test/ovh/replies.ts";
import { catalogue, ID, listing } from "../../test/ovh/samples.ts";
import { type Answer, answers, dig, serve, stated } from "../../test/spoilt.ts";
import { europe as adapter } from "./ovh.ts";
import { Region } from "./region.ts";
import { ServerTime } from "./server-time.ts";

const runs = { seed: 20_261_003, numRuns: 1_000 };

const key = () => new Secret(randomBytes(12).toString("hex"));
const login = { applicationKey: key(), applicationSecret: key(), consumerKey: key() };
const request: OrderRequest = { orderId: "ord_1", listing, template: { sshKeys: [], ipv4: true } };
const since = Date.parse("2026-10-02T10:54:00Z");

let provider: Awaited<ReturnType<typeof serve>>;
/** The route whose answer is spoilt, that answer, and what was asked since. */
let spoilt = "";
let given: Answer;
let asked: string[] = [];

function reply(method: string, url: string): Answer | undefined {
  const route = `${method} ${url.split("?")[0]?.replace("/1.0", "")}`;
  asked.push(route);
  if (route === spoilt) return undefined;
  const configured = asked.filter((one) => one === `POST ${config}/configuration`).length;
  const label = route === `POST ${config}/configuration` && { id: 991, label: labels[configured - 1] };
  // The provider's clock goes with the one that the runs set.
  const time = route === "GET /auth/time" && Math.floor(Date.now() / 1000);
  const body = label || time || replies[route];
  if (body !== undefined) return { status: 200, body: JSON.stringify(body), way: "whole" };
  return { status: 404, body: JSON.stringify({ class: "Client::NotFound", message: "none" }), way: "whole" };
}

beforeAll(async () => {
  provider = await serve(reply);
  vi.stubEnv("OVH_EU_URL", provider.url);
  vi.stubEnv("OVH_CA_URL", provider.url);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await provider.close();
});

/** Runs the call with one spoilt answer to one of the routes, until it has been a thousand times. */
async function check(routes: string[], property: () => Promise<unknown>): Promise<void> {
  const route = fc.constantFrom(...routes);
  const either = route.chain((name) =>
    fc.tuple(fc.constant(name), answers(replies[name] ?? { id: 991, label: "region" }, error, denied)),
  );
  let run = 0;
  await fc.assert(
    fc.asyncProperty(either, async ([name, answer]) => {
      // So that what a run has read is stale in the next.
      run += 1;
      vi.setSystemTime(since + run * 61_000);
      ServerTime.forget(Region.EUROPE);
      [spoilt, given, asked] = [name, answer, []];
      provider.tell(answer);
      await property();
    }),
    runs,
  );
}

const times = (route: string) => asked.filter((one) => one === route).length;
const CHECKOUT = `POST /order/cart/${CART}/checkout`;
const CART_ROUTES = Object.keys(replies).filter(
  (route) => /\/order\/cart|\/me$|\/auth\/time/.test(route) && !/^GET \/order\/cart(\/[\w-]+)?$/.test(route),
);

/** Cents of a price in 1e-8 of the currency. */
const cents = (units: unknown) => Math.ceil(Number(units) / 1_000_000);

function expectTrue(found: Listing): void {
  expect(Listing.parse(found)).toEqual(found);
  expect(found.price.monthly.net).toBeGreaterThan(0);
  const [code, memory, storage, place] = found.id.split(".");
  const [plans, addons] = ["plans", "addons"].map((part) =>
    Object.values((spoilt.includes("catalog") ? stated(given, part) : dig(catalogue, part)) as object),
  );
  const told = Object.values((spoilt.includes("availab") ? stated(given, "") : rows) as object);
  const [sold, ...twins] = plans?.filter((one) => dig(one, "planCode") === code) ?? [];
  expect(twins).toEqual([]);
  const rent = (of: unknown) =>
    Object.values(dig(of, "pricings") as object).find((one) => one?.phase === 1 && one.mode === "default")
      ?.price;
  const options = [memory, storage].map((name) => addons?.find((one) => dig(one, "planCode") === name));
  const parts = [sold, ...options].map(rent);
  expect(found.price.monthly.net).toBeGreaterThanOrEqual(cents(parts.reduce((sum, part) => sum + part, 0)));
  expect(found.price.currency).toBe("EUR");
  const stock = told.flatMap((row) =>
    dig(row, "planCode") === code ? (dig(row, "datacenters") as object[]) : [],
  );
  expect(stock).toContainEqual(
    expect.objectContaining({ datacenter: place, availability: expect.stringMatching(/^\d+H/) }),
  );
}

const LISTS = ["GET /order/catalog/public/eco", "GET /dedicated/server/datacenter/availabilities"];

test("inventory", { timeout: 120_000 }, async () => {
  let read = 0;
  await check(LISTS, async () => {
    const inventory = await adapter.inventory(null);
    if (!inventory.ok) return;
    read += inventory.listings.length;
    for (const found of inventory.listings) expectTrue(found);
  });
  expect(read).toBeGreaterThan(200);
});

test("verify", { timeout: 120_000 }, async () => {
  const ends = new Set<string>();
  await check(["GET /auth/time", "GET /auth/currentCredential", "GET /me"], async () => {
    const result = await adapter.verify(login);
    ends.add(result.ok ? "ok" : result.cause);
    if (!result.ok || given.status >= 300) return;
    if (spoilt === "GET /me") expect(stated(given, "ovhSubsidiary")).toMatch(/^[A-Z]{2,5}$/);
    if (spoilt.endsWith("Credential")) expect(stated(given, "status")).toBe("validated");
  });
  expect([...ends]).toEqual(expect.arrayContaining(["ok", "not_allowed", "unavailable", "unreadable"]));
});

test("quote", { timeout: 120_000 }, async () => {
  const ends = new Set<string>();
  await check(["GET /me", ...LISTS], async () => {
    const quote = await adapter.quote(login, listing);
    ends.add(quote.ok ? "ok" : quote.cause);
    if (!quote.ok) return;
    expect(quote.listing.id).toBe(ID);
    expectTrue(quote.listing);
  });
  expect([...ends]).toEqual(expect.arrayContaining(["ok", "sold", "unreadable"]));
});

/** Whether an error is one that OVHcloud itself wrote: it has a code, or words that nobody else uses. */
function isOwn(answer: Answer): boolean {
  const code = stated(answer, "class") ?? stated(answer, "errorCode");
  return typeof code === "string" || stated(answer, "message") === "24sk10 is not available in gra";
}

function expectSafe(outcome: OrderOutcome): void {
  const sent = times(CHECKOUT);
  const answer = spoilt === CHECKOUT ? given : null;
  expect(sent).toBe(outcome.kind === "not_sent" ? 0 : 1);
  if (outcome.kind === "placed") {
    expect(answer?.status ?? 200).toBeLessThan(300);
    expect(String(answer ? stated(answer, "orderId") : 231234567)).toBe(outcome.reference);
  }
  if (outcome.kind === "rejected" && sent === 1) {
    expect(answer?.status).toBeGreaterThanOrEqual(400);
    expect(answer?.status).toBeLessThan(500);
    expect(answer && isOwn(answer)).toBe(true);
  }
  if (outcome.kind === "unknown") expect(answer).not.toBeNull();
  if (sent === 1 && spoilt === CHECKOUT.replace("POST", "GET") && given.status < 300) {
    expect(stated(given, "prices.withoutTax.currencyCode")).toBe("EUR");
  }
}

test("order", { timeout: 240_000 }, async () => {
  const ends = new Set<string>();
  await check([...CART_ROUTES, `POST ${config}/configuration`, "GET /me/payment/method"], async () => {
    const outcome = await placeOrder(adapter, login, request);
    ends.add(outcome.kind);
    expectSafe(outcome);
  });
  expect([...ends].sort()).toEqual(["not_sent", "placed", "rejected", "unknown"]);
});

test("checkout", { timeout: 240_000 }, async () => {
  const ends = new Set<string>();
  const state = { cartId: CART, itemId: ITEM.itemId, listingId: ID, termMonths: 1, image: null };
  await check([CHECKOUT, CHECKOUT.replace("POST", "GET")], async () => {
    const outcome = await placeOrder(adapter, login, {
      ...request,
      prepared: { state, expiresAt: Date.now() + 1 },
    });
    ends.add(outcome.kind);
    expectSafe(outcome);
  });
  expect([...ends].sort()).toEqual(["not_sent", "placed", "rejected", "unknown"]);
});

test("prepare", { timeout: 240_000 }, async () => {
  const ends = new Set<boolean>();
  await check(
    CART_ROUTES.filter((route) => !route.includes("checkout")),
    async () => {
      const preparation = await adapter.prepare?.(login, request);
      ends.add(preparation?.ok === true);
      expect(times(CHECKOUT)).toBe(0);
    },
  );
  expect([...ends].sort()).toEqual([false, true]);
});

test("find", { timeout: 240_000 }, async () => {
  const ends = new Set<string>();
  const path = "/me/order/231234567";
  const lists = ["GET /me/order", `GET ${path}/details`, `GET ${path}/details/441/extension`];
  const others = ["", "/status", "/details/441"].map((rest) => `GET ${path}${rest}`);
  const carts = [`GET /order/cart/${CART}`, `GET /dedicated/server/${SERVICE}`];
  const trace = { cartId: CART, itemId: ITEM.itemId };
  await check([...lists, ...others, ...carts], async () => {
    const lookup = await adapter.find(login, { ...request, trace }, Date.parse(order.date));
    ends.add(lookup.kind);
    if (lookup.kind === "found") expect(lookup.reference).toBe("231234567");
    if (lookup.kind !== "absent") return;
    expect(lists).toContain(spoilt);
    expect(given.status).toBeLessThan(300);
    const told = stated(given, "");
    if (spoilt !== lists[2]) expect(told).not.toContain(spoilt === lists[0] ? 231234567 : 441);
    else expect(told).not.toEqual(extension);
  });
  expect([...ends].sort()).toEqual(["absent", "found", "unclear"]);
});

test("terminate", { timeout: 240_000 }, async () => {
  const ends = new Set<string>();
  const path = `/dedicated/server/${SERVICE}/serviceInfos`;
  const server = { serverId: SERVICE, reference: "231234567", category: "dedicated" } as const;
  await check([`GET ${path}`, `PUT ${path}`], async () => {
    const end = await adapter.terminate?.(login, server);
    ends.add(end?.kind ?? "");
    if (end?.kind === "gone") expect([404, 460]).toContain(given.status);
    if (end?.kind === "refused" && spoilt.startsWith("PUT"))
      expect(stated(given, "message")).toBeTypeOf("string");
    if (end?.kind !== "terminated") return;
    expect(given.status).toBeLessThan(300);
    const already = spoilt.startsWith("GET") && stated(given, "renew.deleteAtExpiration") === true;
    expect(times(`PUT ${path}`)).toBe(already ? 0 : 1);
  });
  expect([...ends].sort()).toEqual(["gone", "refused", "terminated", "unknown"]);
});
