import { randomBytes } from "node:crypto";
import type { OrderRequest, PreparedOrder } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { beforeEach, expect } from "vitest";
import { listing } from "./samples.ts";
import { type Seen, Status, Stub } from "./stub.ts";

export const eu = new Stub("OVH_EU_URL");

const key = () => new Secret(randomBytes(16).toString("hex"));
export const login = { applicationKey: key(), applicationSecret: key(), consumerKey: key() };
export const CART = "/order/cart/5f2c-1";
export const ITEM = 61230001;
export const CHECKOUT = `POST ${CART}/checkout`;

export function request(
  template: Partial<OrderRequest["template"]> = {},
  prepared?: PreparedOrder,
): OrderRequest {
  return {
    orderId: "mat_1-1",
    listing,
    template: { sshKeys: [], ipv4: true, ...template },
    ...(prepared ? { prepared } : {}),
  };
}

export function sold(
  planCode: string,
  value: number,
  terms: [string, string][] = [
    ["P1M", "default"],
    ["P1Y", "upfront12"],
  ],
) {
  const prices = terms.map(([duration, pricingMode]) => ({
    capacities: ["renew"],
    duration,
    pricingMode,
    price: { currencyCode: "EUR", text: "", value },
  }));
  const setup = { capacities: ["installation"], duration: "P0D", pricingMode: "default", price: { value } };
  return { planCode, productName: planCode, productType: "delivery", prices: [setup, ...prices] };
}

const extra = (family: string, mandatory: boolean, planCode: string, value: number) => ({
  family,
  mandatory,
  exclusive: true,
  ...sold(planCode, value),
});
export const extras = [
  extra("license", false, "plesk", 0),
  extra("bandwidth", true, "bandwidth-1000-24sk", 5),
  extra("bandwidth", true, "bandwidth-300-24sk", 0),
  extra("memory", true, "ram-64g-ecc-2133-24sk10", 0),
  extra("memory", true, "ram-32g-ecc-2133-24sk10", 0),
  extra("storage", true, "softraid-2x480ssd-24sk10", 0),
];
const SETUP = 16.99;

/** A quote of so much: the usual setup, and the rest is rent. */
export function price(value: number, currencyCode = "EUR", setup = value < SETUP ? 0 : SETUP) {
  const amount = (of: number) => ({ currencyCode, text: "", value: of });
  const line = (detailType: string, of: number) => ({
    detailType,
    totalPrice: amount(of),
    originalTotalPrice: amount(of),
  });
  return {
    orderId: null as number | null,
    prices: { withoutTax: amount(value) },
    details: [line("INSTALLATION", setup), line("DURATION", value - setup)],
  };
}
const configured = ({ body }: Seen) => ({ id: 991, ...(body as object) });

beforeEach(() => {
  eu.answer({
    "GET /me": { ovhSubsidiary: "IE" },
    "GET /me/payment/method": [7012345],
    "POST /order/cart": { cartId: "5f2c-1", readOnly: false, items: [] },
    [`POST ${CART}/assign`]: new Status(200),
    [`GET ${CART}/eco`]: [sold("24sk20", 1), sold("24sk10", 16.99)],
    [`GET ${CART}/eco/options`]: extras,
    [`POST ${CART}/eco`]: { itemId: ITEM },
    [`POST ${CART}/eco/options`]: { itemId: ITEM + 1, parentItemId: ITEM },
    [`GET ${CART}/item/${ITEM}/requiredConfiguration`]: [
      { label: "dedicated_datacenter", required: false, allowedValues: ["gra", "bhs"], fields: null },
      { label: "dedicated_os", required: true, allowedValues: ["none_64.en"] },
      { label: "region", required: true, allowedValues: ["europe", "canada"] },
      { label: "TECH_ACCOUNT", type: "Nichandle", required: false },
    ],
    [`POST ${CART}/item/${ITEM}/configuration`]: configured,
    [`GET ${CART}/checkout`]: price(33.98),
    [CHECKOUT]: { ...price(33.98), orderId: 231234567, url: "https://www.ovh.com/" },
    [`DELETE ${CART}`]: new Status(200),
  });
});

/** The cart was thrown away, and nothing was bought. */
export function expectUndone(): void {
  expect(eu.sent(CHECKOUT)).toEqual([]);
  expect(eu.calls.at(-1)).toBe(`DELETE ${CART}`);
}
