// Guarantee: an order is called absent only by lists that were read to their end, and no other order is taken for
// it.

import { beforeEach, describe, expect, test } from "vitest";
import { at, eu, login, type Order, orders, SERVICE, since } from "../../test/ovh/past.ts";
import { listing } from "../../test/ovh/samples.ts";
import { business, gateway, Status } from "../../test/ovh/stub.ts";
import { europe } from "./ovh.ts";

const CART = "/order/cart/c-1";
const wanted = { orderId: "mat_1-1", listing, trace: { cartId: "c-1", itemId: 1 } };
const unordered = {
  [`GET ${CART}`]: { readOnly: false, items: [1, 2] },
  [`GET ${CART}/checkout`]: { orderId: null },
};
const ordered = { [`GET ${CART}`]: { readOnly: true, items: [1, 2] } };
const named = (orderId: number) => ({ ...ordered, [`GET ${CART}/checkout`]: { orderId } });
const find = () => europe.find(login, wanted, since);
const provisioning = { id: null, ipv4: null, state: "provisioning" };

beforeEach(() => {
  eu.answer({
    "GET /me/order": [],
    ...ordered,
    [`GET /dedicated/server/${SERVICE}`]: { ip: "203.0.113.77" },
  });
});

describe("find", () => {
  test("the order of the plan in the datacentre, among others", async () => {
    orders({
      1: { lines: [{ code: "24sk20" }] },
      2: { lines: [{ place: "rbx" }] },
      3: { lines: [{ code: null }, { code: "domain" }, {}] },
    });
    expect(await find()).toEqual({ kind: "found", reference: "3", server: provisioning });
  });

  // Guarantee: whoever waits for a server spends few of the sixty calls a minute that the key has.
  test("by its own id alone, where that is known", async () => {
    orders({ 1: { lines: [{}] }, 2: { lines: [{}] }, 3: { lines: [{}] } });
    const follow = (reference: string) => europe.find(login, { ...wanted, reference }, since);
    expect(await follow("2")).toEqual({ kind: "found", reference: "2", server: provisioning });
    expect(
      eu.calls.filter((call) => call.includes("/me/order")).every((call) => call.includes("/me/order/2")),
    ).toBe(true);
    expect(eu.calls).not.toContain("GET /me/order");
    expect(eu.calls.length).toBeLessThanOrEqual(5);
  });

  test("nothing new of an order whose lines are not there yet", async () => {
    orders({ 2: { lines: [] } });
    const found = await europe.find(login, { ...wanted, reference: "2" }, since);
    expect(found).toMatchObject({ kind: "unclear" });
  });

  test("nothing in a complete list without it", async () => {
    eu.answer(unordered);
    orders({ 1: { lines: [{ code: "24sk20" }] }, 2: { lines: [{ place: "rbx" }, { code: null }] } });
    expect(await find()).toEqual({ kind: "absent" });
    orders({});
    expect(await find()).toEqual({ kind: "absent" });
  });

  test("asks for the time around the request, by OVHcloud's clock", async () => {
    eu.ahead = 7_200;
    await find();
    const { query } = eu.seen.find(({ path }) => path === "/me/order") ?? {};
    const from = Date.parse(query?.get("date.from") ?? "");
    expect(Math.abs(from - (since + 7_200_000 - 300_000))).toBeLessThan(5_000);
    expect(Date.parse(query?.get("date.to") ?? "") - from).toBe(65 * 60_000);
  });

  test("a server that is delivered, with its name and address", async () => {
    orders({ 7: { status: "delivered", lines: [{ domain: SERVICE }] } });
    expect(await find()).toEqual({
      kind: "found",
      reference: "7",
      server: { id: SERVICE, ipv4: "203.0.113.77", state: "ready" },
    });
  });

  test.each([
    [
      "delivering",
      SERVICE,
      { ip: "203.0.113.77" },
      { id: SERVICE, ipv4: "203.0.113.77", state: "provisioning" },
    ],
    ["delivered", SERVICE, new Status(503), { id: SERVICE, ipv4: null, state: "provisioning" }],
    ["delivered", SERVICE, gateway("NOT_GRANTED_CALL"), { id: SERVICE, ipv4: null, state: "ready" }],
    ["delivered", "*001", {}, provisioning],
    ["delivered", "../../me", {}, provisioning],
    ["notPaid", "*001", {}, { id: null, ipv4: null, state: "unpaid" }],
    ["documentsRequested", "*", {}, provisioning],
    ["cancelling", "*001", {}, provisioning],
    ["cancelled", "*001", {}, { id: null, ipv4: null, state: "cancelled" }],
  ])("a server whose order is %s and named %s", async (status, domain, answer, server) => {
    orders({ 7: { status, lines: [{ domain }] } });
    eu.answer({ [`GET /dedicated/server/${SERVICE}`]: answer });
    expect(await find()).toEqual({ kind: "found", reference: "7", server });
  });

  // Guarantee: two orders of one plan are told apart by when they were made: an older one is never taken for ours.
  test.each<[string, Record<number, Order>, string]>([
    ["the one since the request", { 1: { date: at(-200) }, 2: { date: at(5) } }, "2"],
    [
      "one in the same moment by a clock a little behind",
      { 1: { date: at(-200) }, 2: { date: at(-3) } },
      "2",
    ],
    [
      "a living one rather than a cancelled",
      { 1: { date: at(1), status: "cancelled" }, 2: { date: at(9) } },
      "2",
    ],
  ])("%s", async (_, all, reference) => {
    orders(all);
    expect(await find()).toMatchObject({ kind: "found", reference });
  });

  // Guarantee: an order that a person or another program made is never taken for ours, and never makes ours absent.
  test.each<[string, object, Record<number, Order>]>([
    ["two that may be it", ordered, { 1: { date: at(5) }, 2: { date: at(9) } }],
    ["one beside a cart that is still unordered", unordered, { 1: { date: at(5) } }],
    ["one, and the cart can't be read", { [`GET ${CART}`]: new Status(500) }, { 1: { date: at(5) } }],
    ["none but older ones", ordered, { 1: { date: at(-60) } }],
    ["one from long after the checkout", ordered, { 1: { date: at(300) } }],
    ["one, and the cart names another", named(2), { 1: { date: at(5) } }],
    ["a cancelled one, and the cart names another", named(2), { 1: { date: at(5), status: "cancelled" } }],
  ])("is unclear about %s", async (_, cart, all) => {
    eu.answer(cart as Record<string, unknown>);
    orders(all);
    expect(await find()).toMatchObject({ kind: "unclear" });
  });

  test("the very order that its cart names", async () => {
    eu.answer(named(2));
    orders({ 1: { date: at(5) }, 2: { date: at(9) } });
    expect(await find()).toMatchObject({ kind: "found", reference: "2" });
  });

  // Guarantee: a server that was bought for another order is not taken for this one's.
  test("no order that is known to be another's, and nothing is asked about it", async () => {
    const all: Record<number, Order> = { 2: { date: at(1) }, 3: { date: at(2) } };
    orders(all);
    const without = (...taken: string[]) => europe.find(login, { ...wanted, taken }, since);
    expect(await without("2")).toMatchObject({ kind: "found", reference: "3" });
    eu.seen.length = 0;
    eu.answer(unordered);
    expect(await without("2", "3")).toEqual({ kind: "absent" });
    expect(eu.calls.filter((call) => /me.order.\d/.test(call))).toEqual([]);
  });

  // Guarantee: a cancelled order frees the budget, so one of an earlier attempt must not pass for this one.
  test("no cancelled order from before the request", async () => {
    eu.answer(unordered);
    orders({ 1: { date: at(-60), status: "cancelled" } });
    expect(await find()).toEqual({ kind: "absent" });
  });

  // Guarantee: an order that can't be told to be another's makes the look-up unclear: it may be ours.
  test.each<[string, Order, string]>([
    ["has no lines yet", { lines: [] }, "unavailable"],
    ["has a line without a plan", { lines: [{ code: "24sk20" }, { code: null }] }, "unavailable"],
  ])("is unclear while an order of the window %s", async (_, one, cause) => {
    eu.answer(unordered);
    orders({ 1: { lines: [{ code: "24sk20" }] }, 2: one });
    expect(await find()).toMatchObject({ kind: "unclear", cause });
  });

  test("an order that does not tell its datacentre", async () => {
    orders({ 1: { lines: [{ place: null }] } });
    expect(await find()).toMatchObject({ kind: "found", reference: "1" });
  });

  // Guarantee: `absent` lets an order be sent again, so it needs every list to have been read to its last entry.
  test.each<[string, unknown, string]>([
    ["GET /me/order", gateway("NOT_GRANTED_CALL"), "not_allowed"],
    ["GET /me/order", new Status(500), "unavailable"],
    ["GET /me/order", new Status(404, "<h1>404</h1>"), "unreadable"],
    ["GET /me/order", { orders: [] }, "unreadable"],
    ["GET /me/order", [1, "2"], "unreadable"],
    ["GET /me/order", null, "unreadable"],
    ["GET /me/order/1", new Status(502), "unavailable"],
    ["GET /me/order/1", { date: "2026-10-02 12:54:01" }, "unreadable"],
    ["GET /me/order/1/status", 7, "unreadable"],
    ["GET /me/order/1/details", {}, "unreadable"],
    ["GET /me/order/1/details", business("This service does not exist", 404), "refused"],
    ["GET /me/order/1/details/1", {}, "unreadable"],
    ["GET /me/order/1/details/1/extension", business("no", 404), "refused"],
    ["GET /me/order/1/details/1/extension", { order: { plan: "24sk10" } }, "unreadable"],
  ])("is unclear where %s answers %j", async (route, answer, cause) => {
    orders({ 1: {} });
    eu.answer({ [route]: answer });
    expect(await find()).toMatchObject({ kind: "unclear", cause });
  });

  test("is unclear where the time can't be read", async () => {
    eu.ahead = Number.NaN;
    expect(await find()).toMatchObject({ kind: "unclear", cause: "unavailable" });
  });

  // Guarantee: an order that the list does not show yet is not sent again: absence takes a cart that is still unordered.
  test.each<[string, Record<string, unknown>, string]>([
    ["is still unordered", unordered, "absent"],
    [
      "is unordered and out of stock",
      { ...unordered, [`GET ${CART}/checkout`]: business("x is not available in gra") },
      "absent",
    ],
    ["can't be changed any more", ordered, "unclear"],
    ["has lost what it held", { ...unordered, [`GET ${CART}`]: { readOnly: false, items: [2] } }, "unclear"],
    ["names an order", { ...unordered, [`GET ${CART}/checkout`]: { orderId: 9 } }, "unclear"],
    [
      "was checked out",
      { ...unordered, [`GET ${CART}/checkout`]: business("This cart was already checked out") },
      "unclear",
    ],
    ["is gone", { [`GET ${CART}`]: business("Invalid Cart ID", 404) }, "unclear"],
    ["may not be read", { [`GET ${CART}`]: gateway("NOT_GRANTED_CALL") }, "unclear"],
    ["can't be read", { [`GET ${CART}`]: new Status(500) }, "unclear"],
    ["has another form", { [`GET ${CART}`]: {} }, "unclear"],
    ["can't be quoted", { ...unordered, [`GET ${CART}/checkout`]: new Status(500) }, "unclear"],
  ])("of an empty list, where the cart %s", async (_, cart, kind) => {
    eu.answer(cart);
    expect(await find()).toMatchObject({ kind });
  });

  test("of an empty list, where the cart is not known, is unclear", async () => {
    const { trace: _, ...unknown } = wanted;
    expect(await europe.find(login, unknown, since)).toMatchObject({ kind: "unclear" });
  });
});
