import { beforeEach, describe, expect, test } from "vitest";
import { at, eu, login, type Order, orders, SERVICE, since } from "../../test/ovh/past.ts";
import { ID, listing } from "../../test/ovh/samples.ts";
import { business, gateway, Status } from "../../test/ovh/stub.ts";
import { europe } from "./ovh.ts";

const wanted = { orderId: "mat_1-1", listing };
const find = () => europe.find(login, wanted, since);
const provisioning = { id: null, ipv4: null, state: "provisioning" };

beforeEach(() => {
  eu.answer({
    "GET /me/order": [],
    "GET /order/cart": [],
    [`GET /dedicated/server/${SERVICE}`]: { ip: "203.0.113.77" },
  });
});

describe("find", () => {
  test("the order of the plan in the datacentre, among others", async () => {
    orders({
      1: { lines: [{ code: "24sk20" }] },
      2: { lines: [{ place: "rbx" }] },
      3: { lines: [{ code: null }, { code: "domain" }, {}] },
      4: { lines: [] },
    });
    expect(await find()).toEqual({ kind: "found", reference: "3", server: provisioning });
  });

  test("nothing in a complete list without it", async () => {
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
    ["cancelling", "*001", {}, { id: null, ipv4: null, state: "cancelled" }],
  ])("a server whose order is %s and named %s", async (status, domain, answer, server) => {
    orders({ 7: { status, lines: [{ domain }] } });
    eu.answer({ [`GET /dedicated/server/${SERVICE}`]: answer });
    expect(await find()).toEqual({ kind: "found", reference: "7", server });
  });

  // Guarantee: two orders of one plan are told apart by when they were made.
  test.each<[string, Record<number, Order>, string]>([
    ["the first since the request", { 1: { date: at(-200) }, 3: { date: at(9) }, 2: { date: at(5) } }, "2"],
    [
      "one made in the same moment by a clock that is a little behind",
      { 1: { date: at(-200) }, 2: { date: at(-3) } },
      "2",
    ],
    ["the last before, where there is none since", { 1: { date: at(-200) }, 2: { date: at(-100) } }, "2"],
    [
      "a living one rather than a cancelled",
      { 1: { date: at(1), status: "cancelled" }, 2: { date: at(9) } },
      "2",
    ],
  ])("%s", async (_, all, reference) => {
    orders(all);
    expect(await find()).toMatchObject({ kind: "found", reference });
  });

  // Guarantee: a server that was bought for another order is not taken for this one's.
  test("no order that is known to be another's, and nothing is asked about it", async () => {
    const all: Record<number, Order> = { 1: { date: at(-60) }, 2: { date: at(1) }, 3: { date: at(2) } };
    orders(all);
    const without = (...taken: string[]) => europe.find(login, { ...wanted, taken }, since);
    expect(await without("2")).toMatchObject({ kind: "found", reference: "3" });
    expect(await without("2", "3")).toMatchObject({ kind: "found", reference: "1" });
    eu.seen.length = 0;
    expect(await without("1", "2", "3")).toEqual({ kind: "absent" });
    expect(eu.calls.filter((call) => /me.order.\d/.test(call))).toEqual([]);
  });

  // Guarantee: a cancelled order frees the budget, so one of an earlier attempt must not pass for this one.
  test("no cancelled order from before the request", async () => {
    orders({ 1: { date: at(-60), status: "cancelled" } });
    expect(await find()).toEqual({ kind: "absent" });
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

  test("the order among others that can't be read, but no cancelled one, and none from before", async () => {
    orders({ 1: {}, 2: {} });
    eu.answer({ "GET /me/order/1/details": {} });
    expect(await find()).toMatchObject({ kind: "found", reference: "2" });
    eu.answer({ "GET /me/order/2/status": "cancelled" });
    expect(await find()).toMatchObject({ kind: "unclear", cause: "unreadable" });
    eu.answer({ "GET /me/order/2/status": "delivering", "GET /me/order/2": { date: at(-60) } });
    expect(await find()).toMatchObject({ kind: "unclear", cause: "unreadable" });
  });

  test("is unclear where the time can't be read", async () => {
    eu.ahead = Number.NaN;
    expect(await find()).toMatchObject({ kind: "unclear", cause: "unavailable" });
  });

  // Guarantee: an order that the list does not show yet is not sent again where its cart tells of it.
  test("is unclear where the cart has been ordered and the list does not show it", async () => {
    eu.answer({ "GET /order/cart": ["c-1"], "GET /order/cart/c-1": { readOnly: true } });
    expect(await find()).toMatchObject({ kind: "unclear", cause: "unavailable" });
    const { query } = eu.seen.find(({ path }) => path === "/order/cart") ?? {};
    expect(query?.toString()).toBe("description=mat_1-1");
  });

  test("is not in doubt for the cart of another order, should the list be of all", async () => {
    const cart = { readOnly: true, description: "mat_1-2" };
    eu.answer({ "GET /order/cart": ["c-1"], "GET /order/cart/c-1": cart });
    expect(await find()).toEqual({ kind: "absent" });
    eu.answer({ "GET /order/cart/c-1": { ...cart, description: "mat_1-1" } });
    expect(await find()).toMatchObject({ kind: "unclear" });
  });

  test("looks into the cart that was prepared, too", async () => {
    eu.answer({ "GET /order/cart/c-2": { readOnly: true } });
    const state = { cartId: "c-2", itemId: 1, listingId: ID, termMonths: 1, image: null };
    const lookup = await europe.find(login, { ...wanted, prepared: { state, expiresAt: 0 } }, since);
    expect(lookup).toMatchObject({ kind: "unclear" });
  });

  test.each<[unknown, unknown, string]>([
    [["c-1"], { readOnly: false }, "absent"],
    [["c-1"], business("Invalid Cart ID", 404), "absent"],
    [gateway("NOT_GRANTED_CALL"), null, "absent"],
    [new Status(500), null, "unclear"],
    [["c-1"], new Status(500), "unclear"],
    [["c-1"], {}, "unclear"],
    [{}, null, "unclear"],
  ])("with the carts %j and %j is %s", async (list, cart, kind) => {
    eu.answer({ "GET /order/cart": list, "GET /order/cart/c-1": cart });
    expect(await find()).toMatchObject({ kind });
  });
});
