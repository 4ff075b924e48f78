// Guarantee: what is bought is exactly the listing, at the price that OVHcloud asks at this moment, and it is called
// dead only on proof.

import { describe, expect, test } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import { listing } from "../../test/ovh/samples.ts";
import {
  CART,
  CHECKOUT,
  eu,
  expectUndone,
  extras,
  ITEM,
  login,
  price,
  request,
  sold,
} from "../../test/ovh/shop.ts";
import { business, gateway, Status } from "../../test/ovh/stub.ts";
import { europe } from "./ovh.ts";

describe("order", () => {
  test("buys exactly the listing, for a month, with what has to be chosen besides at its cheapest", async () => {
    expect(await placeOrder(europe, login, request())).toEqual({
      kind: "placed",
      reference: "231234567",
      server: { id: null, ipv4: null, state: "provisioning" },
    });
    expect(eu.sent("POST /order/cart")).toEqual([
      {
        ovhSubsidiary: "IE",
        description: "mat_1-1",
        expire: expect.stringMatching(/^\d{4}-.*T\d\d:\d\d:\d\d\+00:00$/),
      },
    ]);
    const term = { duration: "P1M", pricingMode: "default", quantity: 1 };
    expect(eu.sent(`POST ${CART}/eco`)).toEqual([{ planCode: "24sk10", ...term }]);
    expect(eu.sent(`POST ${CART}/eco/options`)).toEqual(
      ["ram-32g-ecc-2133-24sk10", "softraid-2x480ssd-24sk10", "bandwidth-300-24sk"].map((planCode) => ({
        itemId: ITEM,
        planCode,
        ...term,
      })),
    );
    expect(eu.sent(`POST ${CART}/item/${ITEM}/configuration`)).toEqual([
      { label: "dedicated_datacenter", value: "gra" },
      { label: "dedicated_os", value: "none_64.en" },
      { label: "region", value: "europe" },
    ]);
    // The right to withdraw is given up only by the customer.
    expect(eu.sent(CHECKOUT)).toEqual([{ autoPayWithPreferredPaymentMethod: true }]);
    expect(eu.seen.find(({ path }) => path === "/me/payment/method")?.query.toString()).toBe(
      "default=true&status=VALID",
    );
    expect(eu.calls).not.toContain(`DELETE ${CART}`);
  });

  test("gives up the right to withdraw where the customer does", async () => {
    await placeOrder(europe, login, request({ waiveWithdrawal: true }));
    expect(eu.sent(CHECKOUT)).toEqual([
      { autoPayWithPreferredPaymentMethod: true, waiveRetractationPeriod: true },
    ]);
  });

  test("that is paid by hand asks for no payment method, and waits to be paid", async () => {
    eu.answer({ "GET /me/payment/method": [] });
    const outcome = await placeOrder(europe, login, request({ payment: "by_hand" }));
    expect(outcome).toEqual({
      kind: "placed",
      reference: "231234567",
      server: { id: null, ipv4: null, state: "unpaid" },
    });
    expect(eu.sent(CHECKOUT)).toEqual([{ autoPayWithPreferredPaymentMethod: false }]);
    expect(eu.calls).not.toContain("GET /me/payment/method");
  });

  test("takes a year in advance at twelve rents, in OVHcloud's own words", async () => {
    eu.answer({ [`GET ${CART}/checkout`]: price(16.99 * 12 + 16.99) });
    expect(await placeOrder(europe, login, request({ termMonths: 12 }))).toMatchObject({ kind: "placed" });
    const term = { duration: "P1Y", pricingMode: "upfront12", quantity: 1 };
    expect(eu.sent(`POST ${CART}/eco`)).toEqual([{ planCode: "24sk10", ...term }]);
    expect(eu.sent(`POST ${CART}/eco/options`)).toContainEqual(expect.objectContaining(term));
  });

  // Guarantee: what is judged is what OVHcloud asks at this moment, the rent and the setup each.
  test.each([
    [price(33.98), 1699, 1699],
    [price(33.99), 1700, 1699],
    [price(27, "EUR", 0), 2700, 0],
    [price(27, "EUR", 10), 1700, 1000],
    [price(33.980000000000004), 1699, 1699],
  ])("of the cart %j costs %d a month and %d once", async (quote, monthly, setup) => {
    eu.answer({ [`GET ${CART}/checkout`]: quote });
    expect(await europe.draft(login, request())).toMatchObject({
      ok: true,
      due: monthly + setup,
      listing: { price: { monthly: { net: monthly }, setup: { net: setup } } },
    });
    expect(eu.sent(CHECKOUT)).toEqual([]);
  });

  // Guarantee: a cap is held against the rent that stays once a coupon has ended, and the budget against what is due.
  test("with a coupon on the first month has the rent of the catalogue", async () => {
    const quote = price(20);
    const full = { currencyCode: "EUR", text: "", value: 16.99 };
    const details = quote.details.map((line) => ({ ...line, originalTotalPrice: full }));
    eu.answer({ [`GET ${CART}/checkout`]: { ...quote, details } });
    expect(await europe.draft(login, request())).toMatchObject({
      ok: true,
      due: 2000,
      listing: { price: { monthly: { net: 1699 }, setup: { net: 1699 } } },
    });
  });

  // Guarantee: a price that can't be told apart into rent and setup is none.
  test.each([
    { ...price(33.98), details: [] },
    { ...price(33.98), details: undefined },
    { ...price(33.98), details: price(20).details },
  ])("of a cart whose lines don't add up is not sent: %j", async (quote) => {
    eu.answer({ [`GET ${CART}/checkout`]: quote });
    expect(await placeOrder(europe, login, request())).toMatchObject({
      kind: "not_sent",
      cause: "unreadable",
    });
    expectUndone();
  });

  // Guarantee: nothing in another currency is ever checked out.
  test.each([
    [33.98, "CAD", /buys from OVHcloud Europe in CAD/],
    [1, "INR", /in another currency/],
  ])("of a cart for %d %s is not sent", async (value, currency, message) => {
    eu.answer({ [`GET ${CART}/checkout`]: price(value, currency) });
    expect(await placeOrder(europe, login, request())).toMatchObject({
      kind: "not_sent",
      cause: "price",
      message: expect.stringMatching(message),
    });
    expectUndone();
  });

  test.each([33.97, 33.980000000000004])("of a cart for %d EUR is placed", async (value) => {
    eu.answer({ [`GET ${CART}/checkout`]: price(value) });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "placed" });
  });

  test.each([
    ["GET /me", gateway("INVALID_CREDENTIAL"), "credentials"],
    ["GET /me", {}, "unreadable"],
    ["POST /order/cart", gateway("NOT_GRANTED_CALL"), "not_allowed"],
    ["POST /order/cart", business("invalid ovhSubsidiary"), "refused"],
    ["POST /order/cart", { cartId: "../me" }, "unreadable"],
  ])("that fails at %s with %j is not sent", async (route, answer, cause) => {
    eu.answer({ [route]: answer });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "not_sent", cause });
    expect(eu.sent(CHECKOUT)).toEqual([]);
  });

  test.each([
    [`POST ${CART}/assign`, new Status(500), "unavailable"],
    [`GET ${CART}/eco`, new Status(503), "unavailable"],
    [`GET ${CART}/eco`, [], "refused"],
    [`GET ${CART}/eco`, [sold("24sk10", 16.99, [["P1Y", "upfront12"]])], "refused"],
    [`GET ${CART}/eco/options`, extras.slice(0, 5), "refused"],
    [`GET ${CART}/eco/options`, "none", "unreadable"],
    [`POST ${CART}/eco`, business("Plan code not found"), "refused"],
    [`POST ${CART}/eco`, {}, "unreadable"],
    [`POST ${CART}/eco/options`, business("no"), "refused"],
    [
      `GET ${CART}/item/${ITEM}/requiredConfiguration`,
      [{ label: "region", allowedValues: ["canada", "asia"] }],
      "refused",
    ],
    [
      `GET ${CART}/item/${ITEM}/requiredConfiguration`,
      [{ label: "dedicated_datacenter", allowedValues: ["bhs"] }],
      "refused",
    ],
    [`POST ${CART}/item/${ITEM}/configuration`, { id: 991, label: "other" }, "unreadable"],
    [`GET ${CART}/checkout`, business("24sk10 is not available in gra"), "sold"],
    [`GET ${CART}/checkout`, new Status(500), "unavailable"],
    [`GET ${CART}/checkout`, {}, "unreadable"],
    [`GET ${CART}/checkout`, price(Number.NaN), "unreadable"],
    [`GET ${CART}/checkout`, price(-1), "unreadable"],
  ])("that fails at %s with %j is not sent, and leaves no cart", async (route, answer, cause) => {
    eu.answer({ [route]: answer });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "not_sent", cause });
    expectUndone();
  });

  test("without a valid default payment method is not sent, and says what to do", async () => {
    eu.answer({ "GET /me/payment/method": [] });
    expect(await placeOrder(europe, login, request())).toMatchObject({
      kind: "not_sent",
      cause: "payment",
      message: expect.stringMatching(/set a valid one as default.*payment to by_hand.*Nothing was ordered/),
    });
    expectUndone();
  });

  test("goes on where OVHcloud does not tell of the payment method", async () => {
    eu.answer({ "GET /me/payment/method": gateway("NOT_GRANTED_CALL") });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "placed" });
  });

  test("with an image that OVHcloud does not offer is not sent", async () => {
    expect(await placeOrder(europe, login, request({ image: "debian12_64" }))).toMatchObject({
      kind: "not_sent",
      cause: "refused",
      message: expect.stringContaining("the image that the rule asks for"),
    });
    expectUndone();
  });

  test("takes the image and the region that OVHcloud leaves no choice of", async () => {
    const required = [
      { label: "dedicated_os", allowedValues: ["debian12_64"] },
      { label: "region", allowedValues: ["united_states"] },
    ];
    eu.answer({ [`GET ${CART}/item/${ITEM}/requiredConfiguration`]: required });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "placed" });
    expect(eu.sent(`POST ${CART}/item/${ITEM}/configuration`)).toContainEqual({
      label: "dedicated_os",
      value: "debian12_64",
    });
    expect(eu.sent(`POST ${CART}/item/${ITEM}/configuration`)).toContainEqual({
      label: "region",
      value: "united_states",
    });
  });

  test("does not mind what it does not need and can't read", async () => {
    const odd = {
      family: "license",
      mandatory: false,
      planCode: "plesk 12.5",
      prices: [{ price: "free" }, null],
    };
    eu.answer({
      [`GET ${CART}/eco/options`]: [odd, ...extras],
      [`GET ${CART}/item/${ITEM}/requiredConfiguration`]: [{ label: "odd", allowedValues: [{ id: 1 }] }],
    });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "placed" });
  });

  test("of what is no listing of OVHcloud's asks nothing", async () => {
    for (const id of ["2741003", "24sk10.ram.gra", "24sk10.ra/m.storage.gra"]) {
      const outcome = await placeOrder(europe, login, { ...request(), listing: { ...listing, id } });
      expect(outcome).toMatchObject({ kind: "not_sent", cause: "unreadable" });
    }
    expect(eu.calls).toEqual([]);
  });

  // Guarantee: `rejected` frees the budget, so it takes a reason of OVHcloud's that comes before there is an order.
  test.each([
    [business("24sk10 is not available in gra"), "sold"],
    [business("Custom field region is mandatory for product 24sk10"), "refused"],
    [business("Custom field dedicated_datacenter is duplicated for product 24sk10"), "refused"],
    [business("Plan code not found: 24sk10"), "refused"],
    [business("This cart hasn't been assigned yet"), "refused"],
    [new Status(400, { message: "24sk10 is not available in gra" }), "sold"],
    [gateway("INVALID_CREDENTIAL"), "credentials"],
    [gateway("QUERY_TIME_OUT", 400), "unavailable"],
  ])("that is refused at the checkout with %j is rejected", async (answer, cause) => {
    eu.answer({ [CHECKOUT]: answer });
    expect(await placeOrder(europe, login, request())).toMatchObject({ kind: "rejected", cause });
    expect(eu.sent(CHECKOUT)).toHaveLength(1);
  });

  // Guarantee: an order is called dead only on proof. Each of these may have bought the server.
  test.each([
    [new Status(500, { class: "Server::InternalServerError", message: "m" }), "unavailable"],
    [new Status(502), "unavailable"],
    [new Status(200), "unreadable"],
    [price(33.98), "unreadable"],
    [{ orderId: "231234567" }, "unreadable"],
    [new Status(400, { message: "Bad Request" }), "unreadable"],
    [business("You are not allowed", 403, "Client::Forbidden"), "not_allowed"],
    [business("Invalid Cart ID", 404, "Client::NotFound"), "refused"],
    [business("This cart was already checked out"), "refused"],
    [business("Payment of your order failed"), "payment"],
    [business("This payment method is not available in FR"), "payment"],
    [business("Order can't be paid: this way of paying is not available in your country"), "payment"],
    [new Status(404, "<h1>404</h1>"), "unreadable"],
    [new Status(429, "slow down"), "rate_limited"],
    [business("Your preferred payment method is not valid"), "payment"],
  ])("that is answered at the checkout with %j is in doubt", async (answer, cause) => {
    eu.answer({ [CHECKOUT]: answer });
    expect(await placeOrder(europe, login, request())).toMatchObject({
      kind: "unknown",
      cause,
      message: expect.stringContaining("may have gone through"),
    });
    expect(eu.sent(CHECKOUT)).toHaveLength(1);
    expect(eu.calls.at(-1)).toBe(CHECKOUT);
  });

  test("that its time is over for before the checkout is not sent", async () => {
    const controller = new AbortController();
    eu.answer({
      [`GET ${CART}/checkout`]: () => {
        controller.abort();
        return price(33.98);
      },
    });
    const outcome = await placeOrder(europe, login, request(), controller.signal);
    expect(outcome).toMatchObject({ kind: "not_sent", cause: "timeout" });
    expect(eu.sent(CHECKOUT)).toEqual([]);
  });

  test("that a mistake of ours ends never looks like a proof", async () => {
    const broken = { ...request(), template: null as never };
    expect(await placeOrder(europe, login, broken)).toMatchObject({ kind: "not_sent", cause: "unreadable" });
    expect(eu.sent(CHECKOUT)).toEqual([]);
  });
});
