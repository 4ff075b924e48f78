// Guarantee: a cart becomes one order, the last machine is sold once, and what is refused orders nothing.
// If the simulator broke this, no test of the product could show a double order.
import { describe, expect, test, vi } from "vitest";
import { TestLab } from "../../test/ovh/lab.ts";

type Lab = Awaited<ReturnType<typeof TestLab.open>>;
const { wish, whole } = TestLab;
const names = (datacenter = "gra") => ({ dedicated_datacenter: datacenter, dedicated_os: "none_64.en" });
const options = ["ram-32g-ecc-2133-24sk10", "softraid-2x480ssd-24sk10", "bandwidth-300-24sk10"];

describe("the checkout", () => {
  async function refusal(lab: Lab, path: string, keys = lab.owner): Promise<[number, string]> {
    const quoted = await lab.api("GET", `${path}/checkout`, undefined, keys);
    const placed = await lab.checkout(path, undefined, keys);
    expect(await lab.orders()).toEqual([]);
    if (quoted.status !== 200) expect(placed, "the quote says the same").toEqual(quoted);
    return [placed.status, placed.json.message];
  }

  test.each([
    [{}, /there must be a field with name 'dedicated_datacenter'/],
    [{ dedicated_datacenter: "gra" }, /Custom field dedicated_os is mandatory for product 24sk10/],
    [names("mars"), /dedicated_datacenter has an invalid value/],
    [{ ...names(), region: "mars" }, /region has an invalid value/],
    [names("sbg"), /is not available in sbg/],
  ])("with the configuration %j is 400", async (values, message) => {
    const lab = await TestLab.open();
    await lab.stock();
    await lab.control("PUT", "/availability", {
      planCode: "24sk10",
      datacenter: "sbg",
      availability: "comingSoon",
    });
    const cart = await lab.bareCart();
    for (const planCode of options) await lab.option(cart, planCode);
    await lab.configure(cart.path, cart.itemId, values);
    expect(await refusal(lab, cart.path)).toEqual([400, expect.stringMatching(message)]);
  });

  test("with a label twice is 400 until one of them is deleted", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const cart = await lab.bareCart();
    for (const planCode of options) await lab.option(cart, planCode);
    await lab.configure(cart.path, cart.itemId, names());
    await lab.configure(cart.path, cart.itemId, names());
    expect(await refusal(lab, cart.path)).toEqual([
      400,
      "Custom field dedicated_datacenter is duplicated for product 24sk10",
    ]);
    const place = `${cart.path}/item/${cart.itemId}/configuration`;
    for (const label of Object.keys(names())) {
      const [id] = (await lab.api("GET", `${place}?label=${label}`)).json;
      await lab.api("DELETE", `${place}/${id}`);
    }
    expect((await lab.checkout(cart.path)).status).toBe(200);
  });

  test("wants one option of each mandatory family, or takes the default where that is set", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const cart = await lab.bareCart();
    await lab.configure(cart.path, cart.itemId, names());
    expect(await refusal(lab, cart.path)).toEqual([
      400,
      "Option family memory is mandatory for product 24sk10",
    ]);
    await lab.option(cart, "softraid-2x480ssd-24sk10");
    const second = await lab.option(cart, "softraid-2x2000sa-24sk10");
    await lab.control("PUT", "/settings", { missingOptions: "default" });
    expect(await refusal(lab, cart.path)).toEqual([
      400,
      "Option family storage is exclusive for product 24sk10",
    ]);
    await lab.api("DELETE", `${cart.path}/item/${second}`);
    expect((await lab.checkout(cart.path)).status).toBe(200);
    expect(await lab.orders()).toMatchObject([
      { machines: [{ fqn: "24sk10.ram-32g-ecc-2133.softraid-2x480ssd" }] },
    ]);
  });

  test.each([
    [{ ordering: false }, 403, "You are not allowed"],
    [{ paymentMethod: "none" }, 400, "You do not have preferred payment method"],
    [{ paymentMethod: "expired" }, 400, "Your preferred payment method is not valid"],
  ])("is refused to an account with %j", async (flags, status, message) => {
    const lab = await TestLab.open();
    await lab.stock();
    const keys = await lab.customer(flags);
    expect(await refusal(lab, await lab.cart("gra", keys), keys)).toEqual([status, message]);
  });

  test("may leave an unpaid order where the payment fails", async () => {
    const lab = await TestLab.open();
    await lab.control("PUT", "/settings", { failedPaymentLeaves: "unpaid order" });
    await lab.stock();
    const keys = await lab.customer({ paymentMethod: "none" });
    expect((await lab.checkout(await lab.cart("gra", keys), undefined, keys)).status).toBe(400);
    expect(await lab.orders()).toMatchObject([{ account: keys.account, status: "notPaid" }]);
  });

  test("needs the cart to be assigned", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    expect(await refusal(lab, await lab.cart("gra", null))).toEqual([
      400,
      "This cart hasn't been assigned yet",
    ]);
  });

  test("charges promotions, options and several machines as the quote says", async () => {
    const lab = await TestLab.open();
    const families = [{ name: "memory", addons: [{ product: "ram-64g", cents: 500, setupCents: 100 }] }];
    await lab.stock({ families, promotion: { percent: 50 }, setupPromotion: { percent: 0, totalCents: 0 } });
    const cart = await lab.bareCart({ ...whole, quantity: 2 });
    await lab.api("POST", `${cart.path}/eco/options`, {
      ...{ itemId: cart.itemId, ...wish, quantity: 2 },
      planCode: "ram-64g-24sk10",
    });
    await lab.configure(cart.path, cart.itemId, names());
    const { prices } = (await lab.api("GET", `${cart.path}/checkout`)).json;
    // Two of: no setup, half of 16.99, 5 for the memory and 1 once.
    expect(prices).toMatchObject({
      withoutTax: { value: 29 },
      originalWithoutTax: { value: 79.96 },
      reduction: { value: 50.96 },
    });
    await lab.checkout(cart.path);
    expect(await lab.orders()).toMatchObject([{ netCents: 2900, machines: [{ quantity: 2 }] }]);
    expect((await lab.orders())[0].servers).toHaveLength(2);
  });

  test("of many for the last machine at once exactly one is taken", async () => {
    const lab = await TestLab.open();
    await lab.stock({ availability: "unavailable" });
    const [storage, datacenter] = ["softraid-2x480ssd", "gra"];
    const change = { planCode: "24sk10", storage, datacenter, availability: "1H-low", left: 1 };
    const buyers = await Promise.all(Array.from({ length: 5 }, () => lab.customer()));
    const carts = await Promise.all(buyers.map((keys) => lab.cart("gra", keys)));
    expect((await lab.checkout(carts[0] ?? "", undefined, buyers[0])).json.message).toMatch(
      /not available in gra/,
    );
    await lab.control("PUT", "/availability", change);
    const answers = await Promise.all(
      carts.map((path, index) => lab.checkout(path, undefined, buyers[index])),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await lab.orders()).toHaveLength(1);
    const [row] = (await lab.api("GET", "/dedicated/server/datacenter/availabilities")).json;
    expect(row.datacenters[0]).toEqual({ datacenter: "gra", availability: "unavailable" });
  });

  test.each(["read-only", "unchanged", "gone"])("happens once to a cart that is %s then", async (after) => {
    const lab = await TestLab.open();
    await lab.control("PUT", "/settings", { cartAfterCheckout: after });
    await lab.stock();
    const path = await lab.cart();
    const both = await Promise.all([lab.checkout(path), lab.checkout(path)]);
    expect(both.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await lab.orders()).toHaveLength(1);
    const cart = await lab.api("GET", path);
    expect([cart.status, cart.json.readOnly]).toEqual(
      { "read-only": [200, true], unchanged: [200, false], gone: [404, undefined] }[after],
    );
    if (after === "read-only") expect((await lab.api("POST", `${path}/eco`, whole)).status).toBe(400);
  });

  // Guarantee: the simulator knows whether money was spent even where the caller can't.
  test.each([
    ["reset", "before", 0],
    ["reset", "after", 1],
    ["status", "after", 1],
  ])("%s %s it was applied leaves %i orders", async (kind, when, placed) => {
    const lab = await TestLab.open();
    await lab.stock();
    const path = await lab.cart();
    await lab.control("DELETE", "/journal");
    await lab.fault({ route: "POST /1.0/order/cart/*/checkout", kind, when });
    await lab.checkout(path).catch(() => null);
    await vi.waitFor(async () => expect(await lab.journal()).toMatchObject([{ applied: placed === 1 }]));
    expect((await lab.api("GET", "/me/order")).json).toHaveLength(placed);
    expect(await lab.orders()).toHaveLength(placed);
  });

  test("sold: somebody else took what the cart has", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const path = await lab.cart();
    await lab.fault({ route: "POST /1.0/order/cart/*/checkout", kind: "sold" });
    expect((await lab.checkout(path)).json.message).toMatch(/is not available in gra/);
    expect(await lab.orders()).toEqual([]);
    expect((await lab.checkout(await lab.cart("rbx"))).status).toBe(200);
  });
});
