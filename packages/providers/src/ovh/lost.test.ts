// Guarantee: a lost reply leaves one order at most, which is found again, and nothing is sent a second time.

import { describe, expect, test } from "vitest";
import { tracedOrder } from "../../test/fixture.ts";
import { account, control, eu, fault, login, offer, orders, request, sent } from "../../test/ovh/rig.ts";
import { europe } from "./ovh.ts";

const CHECKOUT = "/order/cart/*/checkout";

describe("a checkout", () => {
  const lost = [
    [{ kind: "reset" }, "unavailable"],
    [{ kind: "status", status: 500 }, "unavailable"],
    [{ kind: "status", status: 502 }, "unavailable"],
    [{ kind: "status", status: 503, page: "empty" }, "unavailable"],
    [{ kind: "wrong-json" }, "unreadable"],
    [{ kind: "not-json" }, "unreadable"],
    [{ kind: "body", status: 404, body: "<h1>404</h1>" }, "unreadable"],
    [{ kind: "rate-limit" }, "rate_limited"],
  ] as const;
  test.each(
    lost.flatMap(([input, cause]) => [
      [{ ...input, when: "before" }, cause] as const,
      [{ ...input, when: "after" }, cause] as const,
    ]),
  )("is in doubt after %j", async (input, cause) => {
    const listing = await offer();
    await fault(`POST ${CHECKOUT}`, input);
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, login, request(listing));
    expect(outcome).toMatchObject({ kind: "unknown", cause });
    const bought = input.when === "after";
    const made = await orders();
    expect(made).toHaveLength(bought ? 1 : 0);
    const lookup = await europe.find(login, { ...request(listing), trace }, since);
    expect(lookup).toMatchObject(
      bought ? { kind: "found", reference: String(made[0]?.id) } : { kind: "absent" },
    );
    expect(await sent("POST", CHECKOUT)).toBe(1);
  });

  test.each([
    [{ kind: "truncate" }, "unavailable"],
    [{ kind: "huge", when: "after" }, "unreadable"],
  ])("is in doubt after %j", async (input, cause) => {
    const listing = await offer();
    await fault(`POST ${CHECKOUT}`, input);
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, login, request(listing));
    expect(outcome).toMatchObject({ kind: "unknown", cause });
    expect(await europe.find(login, { ...request(listing), trace }, since)).toMatchObject({ kind: "found" });
    expect(await orders()).toHaveLength(1);
    expect(await sent("POST", CHECKOUT)).toBe(1);
  });

  test.each(["before", "after"])("is in doubt when it hangs %s it was acted on", async (when) => {
    const listing = await offer();
    await fault(`POST ${CHECKOUT}`, { kind: "hang", when });
    const since = Date.now();
    const controller = new AbortController();
    const ordering = tracedOrder(europe, login, request(listing), controller.signal);
    await expect.poll(() => sent("POST", CHECKOUT)).toBe(1);
    controller.abort();
    const { outcome, trace } = await ordering;
    expect(outcome).toMatchObject({ kind: "unknown", cause: "timeout" });
    expect(await europe.find(login, { ...request(listing), trace }, since)).toMatchObject({
      kind: when === "after" ? "found" : "absent",
    });
    expect(await sent("POST", CHECKOUT)).toBe(1);
  });

  test("whose payment fails may have left an order behind", async () => {
    const listing = await offer();
    await control("PUT", "/settings", { failedPaymentLeaves: "unpaid order" });
    const poor = await account(eu, { paymentMethod: "none" });
    await fault("GET /me/payment/method", { kind: "status", status: 500, times: 2 });
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, poor, request(listing));
    expect(outcome).toMatchObject({ kind: "unknown", cause: "payment" });
    expect(await europe.find(poor, { ...request(listing), trace }, since)).toMatchObject({
      kind: "found",
      server: { state: "unpaid" },
    });
  });

  test("that the list does not show yet is unclear where its cart is gone, and found later", async () => {
    const listing = await offer();
    await control("PUT", "/settings", { listedAfterSeconds: 120, cartAfterCheckout: "gone" });
    await fault(`POST ${CHECKOUT}`, { kind: "reset", when: "after" });
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, login, request(listing));
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await europe.find(login, { ...request(listing), trace }, since)).toMatchObject({
      kind: "unclear",
    });
    await control("POST", "/clock", { advanceSeconds: 121 });
    expect(await europe.find(login, { ...request(listing), trace }, since)).toMatchObject({ kind: "found" });
  });

  test("that the list does not show yet is unclear while its cart tells of it", async () => {
    const listing = await offer();
    await control("PUT", "/settings", { listedAfterSeconds: 120 });
    await fault(`POST ${CHECKOUT}`, { kind: "reset", when: "after" });
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, login, request(listing));
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await europe.find(login, { ...request(listing), trace }, since)).toMatchObject({
      kind: "unclear",
    });
  });

  test("with a prepared cart that the list does not show is unclear while its cart tells of it", async () => {
    const listing = await offer();
    const preparation = await europe.prepare?.(login, request(listing));
    if (!preparation?.ok) throw new Error("not prepared");
    const prepared = request(listing, { prepared: preparation.prepared });
    await control("PUT", "/settings", { listedAfterSeconds: 120 });
    await fault(`POST ${CHECKOUT}`, { kind: "reset", when: "after" });
    const since = Date.now();
    const { outcome, trace } = await tracedOrder(europe, login, prepared);
    expect(outcome).toMatchObject({ kind: "unknown" });
    expect(await europe.find(login, { ...prepared, trace }, since)).toMatchObject({ kind: "unclear" });
    await control("POST", "/clock", { advanceSeconds: 121 });
    expect(await europe.find(login, { ...prepared, trace }, since)).toMatchObject({ kind: "found" });
  });
});
