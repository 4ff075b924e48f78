// Guarantee: preparing buys nothing, and a cart is checked out once, for what it was filled for.

import type { OrderRequest, PreparedOrder } from "@cloudco/core/provider/provider";
import { describe, expect, test, vi } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { ID, listing } from "../../test/ovh/samples.ts";
import { CART, CHECKOUT, eu, ITEM, login, price, request } from "../../test/ovh/shop.ts";
import { business, Status } from "../../test/ovh/stub.ts";
import { europe } from "./ovh.ts";

describe("prepare", () => {
  async function prepare(template: Partial<OrderRequest["template"]> = {}): Promise<PreparedOrder> {
    const preparation = await europe.prepare?.(login, request(template));
    if (!preparation?.ok) throw new Error(`not prepared: ${preparation?.message}`);
    eu.seen.length = 0;
    // As it comes back from where it was kept.
    return JSON.parse(JSON.stringify(preparation.prepared));
  }

  test("leaves the price, the payment and the checkout to be asked for", async () => {
    const prepared = await prepare();
    expect(await placeOrder(europe, login, request({}, prepared))).toMatchObject({ kind: "placed" });
    expect(eu.calls.toSorted()).toEqual(
      [`GET ${CART}/checkout`, "GET /me/payment/method", CHECKOUT].toSorted(),
    );
    expect(eu.calls.at(-1)).toBe(CHECKOUT);
  });

  test("buys nothing, in stock or not", async () => {
    eu.answer({ [`GET ${CART}/checkout`]: business("24sk10 is not available in gra") });
    await prepare();
    expect(eu.calls.filter((call) => call.includes("checkout"))).toEqual([]);
  });

  test("gives the same again while it is good, and another when it is not", async () => {
    const prepared = await prepare();
    const cart = { cartId: "5f2c-1", readOnly: false, items: [ITEM, ITEM + 1] };
    const again = () => europe.prepare?.(login, request({}, prepared));
    eu.answer({ [`GET ${CART}`]: cart });
    expect(await again()).toEqual({ ok: true, prepared });
    expect(eu.calls).toEqual([`GET ${CART}`]);
    for (const answer of [
      { ...cart, readOnly: true },
      { ...cart, items: [] },
      business("Invalid Cart ID", 404),
    ]) {
      eu.seen.length = 0;
      eu.answer({ [`GET ${CART}`]: answer });
      expect(await again()).toMatchObject({ ok: true });
      expect(eu.calls).toContain("POST /order/cart");
    }
    eu.answer({ [`GET ${CART}`]: new Status(503) });
    expect(await again()).toMatchObject({ ok: false, cause: "unavailable" });
  });

  // Guarantee: what is ordered is what was asked for, so a cart that was filled for something else is not used.
  test.each<[string, (prepared: PreparedOrder) => OrderRequest]>([
    [
      "for another listing",
      (prepared) => ({ ...request({}, prepared), listing: { ...listing, id: ID.replace("gra", "bhs") } }),
    ],
    ["for another term", (prepared) => request({ termMonths: 12 }, prepared)],
    ["for another image", (prepared) => request({ image: "none_64.en" }, prepared)],
    ["that has run out", (prepared) => request({}, { ...prepared, expiresAt: Date.now() })],
    ["of another form", (prepared) => request({}, { ...prepared, state: { cartId: "../../me" } })],
  ])("is filled anew instead of one %s", async (_, make) => {
    const prepared = await prepare();
    eu.answer({ [`GET ${CART}/checkout`]: price(33.98) });
    expect(await placeOrder(europe, login, make(prepared))).toMatchObject({ kind: "placed" });
    expect(eu.calls).toContain("POST /order/cart");
    expect(eu.sent(CHECKOUT)).toHaveLength(1);
  });

  test("is filled anew where OVHcloud has let it expire", async () => {
    const prepared = await prepare();
    let asked = 0;
    eu.answer({
      [`GET ${CART}/checkout`]: () =>
        asked++ === 0 ? business("Invalid Cart ID", 404, "Client::NotFound") : price(33.98),
    });
    expect(await placeOrder(europe, login, request({}, prepared))).toMatchObject({ kind: "placed" });
    expect(eu.calls).toContain("POST /order/cart");
    expect(eu.sent(CHECKOUT)).toHaveLength(1);
  });

  test.each<[string, unknown, string]>([
    [`GET ${CART}/checkout`, business("24sk10 is not available in gra"), "sold"],
    [`GET ${CART}/checkout`, price(40, "CAD"), "price"],
    ["GET /me/payment/method", [], "payment"],
  ])("stays good where an order stops at %s with %j", async (route, answer, cause) => {
    const prepared = await prepare();
    eu.answer({ [route]: answer, [`GET ${CART}`]: { readOnly: false, items: [ITEM] } });
    expect(await placeOrder(europe, login, request({}, prepared))).toMatchObject({ cause });
    expect(await europe.prepare?.(login, request({}, prepared))).toEqual({ ok: true, prepared });
    expect(eu.calls).not.toContain(`DELETE ${CART}`);
    expect(eu.sent(CHECKOUT)).toEqual([]);
  });

  // Guarantee: a cart is checked out once.
  test("is not ordered with a second time", async () => {
    const prepared = await prepare();
    eu.answer({ [`GET ${CART}/checkout`]: { ...price(33.98), orderId: 231234567 } });
    expect(await placeOrder(europe, login, request({}, prepared))).toMatchObject({
      kind: "not_sent",
      cause: "refused",
      message: expect.stringContaining("ordered before"),
    });
    expect(eu.sent(CHECKOUT)).toEqual([]);
    expect(eu.calls).not.toContain(`DELETE ${CART}`);
  });

  test("keeps a cart for days, and not to its last two, in which an order may be looked for", async () => {
    vi.setSystemTime("2026-10-02T12:00:00Z");
    const preparation = await europe.prepare?.(login, request());
    vi.useRealTimers();
    expect(eu.sent("POST /order/cart")).toMatchObject([{ expire: "2026-10-09T12:00:00+00:00" }]);
    expect(preparation).toMatchObject({ prepared: { expiresAt: Date.parse("2026-10-07T12:00:00Z") } });
  });
});
