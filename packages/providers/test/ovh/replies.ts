import { Rights } from "../../src/ovh/rights.ts";
import type { Json } from "../spoilt.ts";
import { build, catalogue, plan } from "./samples.ts";

export const CART = "5f2c0f7e-1f0c-4d0c-9d6b-0f6a3c1d2e3f";
export const ITEM = { cartId: CART, itemId: 61230001, options: [], configurations: [], productId: "eco" };
export const SERVICE = "ns3100001.ip-203-0-113.eu";
const money = (value: number) => ({ currencyCode: "EUR", text: `${value} €`, value });
const summary = (orderId: number | null) => ({
  orderId,
  url: null,
  prices: { withoutTax: money(33.98), tax: money(6.8), withTax: money(40.78) },
  contracts: [],
  details: ["INSTALLATION", "DURATION"].map((detailType) => ({
    cartItemID: ITEM.itemId,
    detailType,
    quantity: 1,
    unitPrice: money(16.99),
    totalPrice: money(16.99),
    originalTotalPrice: money(16.99),
  })),
});
const offer = (planCode: string, value: number) => ({
  planCode,
  productName: planCode,
  productType: "delivery",
  prices: [
    { capacities: ["installation"], duration: "P0D", pricingMode: "default", price: money(value) },
    { capacities: ["renew"], duration: "P1M", pricingMode: "default", price: money(value) },
  ],
});
const extras = plan.addonFamilies.flatMap(({ name, mandatory, addons }) =>
  addons.map((code, index) => ({ ...offer(code, index), family: name, mandatory, exclusive: true })),
);
export const extension = {
  order: {
    action: "installation",
    type: "plan",
    plan: { code: plan.planCode, duration: "P1M", pricingMode: "default", quantity: 1 },
    configurations: [{ label: "dedicated_datacenter", value: "gra" }],
  },
};
const infos = {
  serviceId: 99887766,
  status: "ok",
  expiration: "2026-11-02",
  canDeleteAtExpiration: true,
  renew: { automatic: true, deleteAtExpiration: false, forced: false, manualPayment: false, period: 1 },
};
export const error = { class: "Client::BadRequest", message: "24sk10 is not available in gra" };
export const denied = { errorCode: "NOT_GRANTED_CALL", httpCode: "403 Forbidden", message: "not granted" };
const credential = { credentialId: 1, status: "validated", rules: [...Rights.NEEDED] };
export const order = {
  orderId: 231234567,
  date: "2026-10-02T12:54:01.979215+02:00",
  priceWithoutTax: money(33.98),
};

export const rows = [
  build,
  { ...build, memory: "ram-64g-ecc-2133" },
  { ...build, storage: "softraid-2x512nvme" },
];
export const config = `/order/cart/${CART}/item/${ITEM.itemId}`;
/** What OVHcloud answers to each request of every call. */
export const replies: Record<string, Json> = Object.fromEntries([
  ["GET /auth/time", Math.floor(Date.now() / 1000)],
  ["GET /auth/currentCredential", credential],
  ["GET /me", { nichandle: "ab12345-ovh", ovhSubsidiary: "FR", currency: { code: "EUR" } }],
  ["GET /me/payment/method", [7012345]],
  ["GET /order/catalog/public/eco", catalogue],
  ["GET /dedicated/server/datacenter/availabilities", rows],
  ["POST /order/cart", { cartId: CART, items: [], readOnly: false }],
  [`POST /order/cart/${CART}/assign`, null],
  [`GET /order/cart/${CART}`, { cartId: CART, items: [ITEM.itemId], readOnly: false }],
  [`GET /order/cart/${CART}/eco`, [offer("24sk20", 1), offer("24sk10", 16.99)]],
  [`GET /order/cart/${CART}/eco/options`, extras],
  [`POST /order/cart/${CART}/eco`, ITEM],
  [`POST /order/cart/${CART}/eco/options`, { ...ITEM, itemId: 61230002, parentItemId: ITEM.itemId }],
  [
    `GET ${config}/requiredConfiguration`,
    [{ label: "region", required: true, allowedValues: ["europe", "canada"] }],
  ],
  [`GET /order/cart/${CART}/checkout`, summary(null)],
  [`POST /order/cart/${CART}/checkout`, summary(231234567)],
  [`DELETE /order/cart/${CART}`, null],
  ["GET /order/cart", [CART]],
  ["GET /me/order", [231234567]],
  ["GET /me/order/231234567", order],
  ["GET /me/order/231234567/status", "delivered"],
  ["GET /me/order/231234567/details", [441]],
  ["GET /me/order/231234567/details/441", { orderDetailId: 441, domain: SERVICE, quantity: "1" }],
  ["GET /me/order/231234567/details/441/extension", extension],
  [`GET /dedicated/server/${SERVICE}`, { name: SERVICE, ip: "203.0.113.77", state: "ok" }],
  [`GET /dedicated/server/${SERVICE}/serviceInfos`, infos],
  [`PUT /dedicated/server/${SERVICE}/serviceInfos`, null],
]);
export const labels = ["dedicated_datacenter", "dedicated_os", "region"];
