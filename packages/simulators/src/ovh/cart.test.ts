// Guarantee: a cart orders nothing by itself, holds only what is sold, and is its account's alone.

import { describe, expect, test } from "vitest";
import { TestLab } from "../../test/ovh/lab.ts";

const now = () => Date.parse("2026-10-02T10:54:01Z");
const { wish, whole } = TestLab;
const names = (datacenter = "gra") => ({ dedicated_datacenter: datacenter, dedicated_os: "none_64.en" });
const options = ["ram-32g-ecc-2133-24sk10", "softraid-2x480ssd-24sk10", "bandwidth-300-24sk10"];

describe("a cart", () => {
  test("is made, filled, configured and quoted without an order", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock();
    const made = (await lab.api("POST", "/order/cart", { ovhSubsidiary: "FR", description: "op" }, null))
      .json;
    expect(made).toEqual({
      cartId: expect.any(String),
      description: "op",
      expire: "2026-10-03T12:54:01+02:00",
      items: [],
      readOnly: false,
    });
    const path = `/order/cart/${made.cartId}`;
    const [offer] = (await lab.api("GET", `${path}/eco?planCode=24sk10`, undefined, null)).json;
    expect(offer.prices).toMatchObject([
      { capacities: ["installation"], duration: "P0D", price: { value: 16.99, text: "16.99 €" } },
      { capacities: ["renew"], duration: "P1M", pricingMode: "default", priceInUcents: 1_699_000_000 },
      { duration: "P1Y", pricingMode: "upfront12", price: { value: 183.49 } },
      { duration: "P2Y", pricingMode: "upfront24" },
    ]);
    const item = (await lab.api("POST", `${path}/eco`, whole, null)).json;
    expect(item).toMatchObject({
      cartId: made.cartId,
      parentItemId: null,
      productId: "eco",
      prices: [{ label: "TOTAL", price: { value: 33.98 } }],
      settings: { planCode: "24sk10", pricingMode: "default", quantity: 1 },
    });
    const { itemId } = item;
    const offers = (await lab.api("GET", `${path}/eco/options?planCode=24sk10`, undefined, null)).json;
    expect(offers.map(({ family }: { family: string }) => family)).toEqual([
      "memory",
      "storage",
      "storage",
      "bandwidth",
    ]);
    for (const planCode of options) {
      const added = await lab.api("POST", `${path}/eco/options`, { itemId, planCode, ...wish }, null);
      expect(added.json).toMatchObject({ parentItemId: itemId, settings: { planCode } });
    }
    const required = (await lab.api("GET", `${path}/item/${itemId}/requiredConfiguration`, undefined, null))
      .json;
    expect(required).toMatchObject([
      { label: "dedicated_datacenter", required: false, allowedValues: ["gra", "rbx", "sbg", "bhs"] },
      { label: "dedicated_os", required: true },
      { label: "region", required: true },
      { label: "enable-backup", allowedValues: null },
      { label: "TECH_ACCOUNT" },
    ]);
    await lab.configure(path, itemId, { ...names(), region: "europe" }, null);
    expect((await lab.api("POST", `${path}/assign`)).json).toBeNull();
    const quote = (await lab.api("GET", `${path}/checkout`)).json;
    expect(quote).toMatchObject({
      orderId: null,
      url: null,
      prices: {
        withoutTax: { currencyCode: "EUR", value: 33.98, priceInUcents: 3_398_000_000 },
        tax: { value: 6.8 },
        withTax: { value: 40.78, text: "40.78 €" },
        reduction: { value: 0 },
      },
    });
    expect(quote.details.slice(0, 2)).toMatchObject([
      {
        cartItemID: itemId,
        description: "KS-1 | Intel Xeon-D 1520 - gra",
        detailType: "INSTALLATION",
        domain: "*001",
      },
      { detailType: "DURATION", quantity: 1, totalPrice: { value: 16.99 } },
    ]);
    expect((await lab.api("GET", `${path}/summary`)).json).toEqual(quote);
    expect(await lab.orders()).toEqual([]);
    expect((await lab.api("GET", path)).json.readOnly).toBe(false);
  });

  test("is its account's once it is assigned, and listed and deleted by it alone", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const path = await lab.cart();
    const id = path.split("/").at(-1);
    const stranger = await lab.customer();
    expect((await lab.api("GET", "/order/cart")).json).toEqual([id]);
    expect((await lab.api("GET", "/order/cart", undefined, stranger)).json).toEqual([]);
    expect(await lab.api("GET", path, undefined, stranger)).toMatchObject({
      status: 404,
      json: { class: "Client::NotFound", message: "Invalid Cart ID" },
    });
    expect((await lab.api("DELETE", path, undefined, null)).status).toBe(403);
    expect((await lab.api("DELETE", path)).status).toBe(200);
    expect((await lab.api("GET", path)).status).toBe(404);
  });

  test("of another subsidiary can't be assigned, and of none that there is can't be made", async () => {
    const lab = await TestLab.open();
    const { cartId } = (await lab.api("POST", "/order/cart", { ovhSubsidiary: "DE" })).json;
    expect((await lab.api("POST", `/order/cart/${cartId}/assign`)).json.message).toBe("Invalid Cart ID");
    expect((await lab.api("POST", "/order/cart", { ovhSubsidiary: "CA" })).json.message).toBe(
      "invalid ovhSubsidiary",
    );
  });

  test("is listed for its account, by its description where one is asked for", async () => {
    const lab = await TestLab.open();
    const make = async (description: string) => {
      const { cartId } = (await lab.api("POST", "/order/cart", { ovhSubsidiary: "FR", description })).json;
      await lab.api("POST", `/order/cart/${cartId}/assign`);
      return cartId;
    };
    const [one, two] = [await make("op-1"), await make("op-12")];
    const list = async (query = "", keys = lab.owner) =>
      (await lab.api("GET", `/order/cart${query}`, undefined, keys)).json;
    expect(await list()).toEqual([one, two]);
    expect(await list("?description=op-1")).toEqual([one]);
    expect(await list("?description=op")).toEqual([]);
    expect(await list("", await lab.customer())).toEqual([]);
  });

  test("expires when it says, or in the end of its life, and can be kept longer", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { cartSeconds: 100 });
    const make = async (body: object = {}) =>
      `/order/cart/${(await lab.api("POST", "/order/cart", { ovhSubsidiary: "FR", ...body })).json.cartId}`;
    const paths = [await make(), await make({ expire: "2026-10-02T12:54:31+02:00" }), await make()];
    await lab.api("PUT", paths[2] ?? "", { expire: "2026-10-02T12:00:00Z", description: "kept" });
    const statuses = async () => Promise.all(paths.map(async (path) => (await lab.api("GET", path)).status));
    expect(await statuses()).toEqual([200, 200, 200]);
    await lab.advance(30);
    expect(await statuses()).toEqual([200, 404, 200]);
    await lab.advance(70);
    expect(await statuses()).toEqual([404, 404, 200]);
  });

  test("takes only what is sold: plans, their own options, and terms that have a price", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const cart = await lab.bareCart();
    const put = async (path: string, body: object) =>
      (await lab.api("POST", cart.path + path, body)).json.message;
    expect(await put("/eco", { ...whole, planCode: "none" })).toMatch(/^Plan code not found/);
    expect(await put("/eco", { ...whole, duration: "P1Y" })).toMatch(/No price/);
    expect(await put("/eco", { ...whole, duration: "P12M", pricingMode: "upfront12" })).toBeUndefined();
    const { itemId } = cart;
    expect(await put("/eco/options", { itemId, ...whole, planCode: "other" })).toMatch(
      /^Plan code not found/,
    );
    expect(await put("/eco/options", { itemId: 1, ...whole })).toBe("Item not found");
  });

  test("loses an item with its options, and a configuration", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const cart = await lab.bareCart();
    await lab.option(cart, options[0] ?? "");
    const place = `${cart.path}/item/${cart.itemId}`;
    await lab.configure(cart.path, cart.itemId, { region: "mars" });
    const [id] = (await lab.api("GET", `${place}/configuration?label=region`)).json;
    expect((await lab.api("GET", `${place}/configuration/${id}`)).json).toEqual({
      id,
      label: "region",
      value: "mars",
    });
    expect((await lab.api("DELETE", `${place}/configuration/${id}`)).status).toBe(200);
    expect((await lab.api("GET", `${place}/configuration`)).json).toEqual([]);
    expect((await lab.api("GET", `${cart.path}/item`)).json).toHaveLength(2);
    await lab.api("DELETE", place);
    expect((await lab.api("GET", `${cart.path}/item`)).json).toEqual([]);
    expect((await lab.checkout(cart.path)).json.message).toBe("This cart is empty");
  });
});
