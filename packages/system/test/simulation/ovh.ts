import { randomBytes } from "node:crypto";
import type { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { stand } from "@cloudco/providers/test/fixture";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import type { Fault, Market, Sale } from "./market.ts";
import type { Random } from "./random.ts";

type Order = {
  id: number;
  account: string;
  netCents: number;
  status: string;
  listedAt: number;
  linesAt: number;
  machines: { planCode: string; datacenter: string }[];
};
type Plan = { planCode: string; cents: number };

const CHECKOUT = "POST /1.0/order/cart/*/checkout";
const UNPAID = JSON.stringify({ message: "Payment of your order failed" });
const PLANS = ["24sk10", "24sk20"];
const CHEAP = "24sk99";
const PLACES = ["gra", "rbx"];
const IMAGES = ["none_64.en", "debian12_64"];

const faults: readonly Fault[] = [
  { weight: 6, route: CHECKOUT, kind: "reset", when: "after" },
  { weight: 4, route: CHECKOUT, kind: "reset", when: "before" },
  { weight: 4, route: CHECKOUT, kind: "status", status: 502, when: "after" },
  { weight: 2, route: CHECKOUT, kind: "status", status: 502, when: "before" },
  { weight: 2, route: CHECKOUT, kind: "truncate" },
  { weight: 2, route: CHECKOUT, kind: "wrong-json", when: "after" },
  { weight: 2, route: CHECKOUT, kind: "not-json", when: "after" },
  { weight: 7, route: CHECKOUT, kind: "sold" },
  { weight: 2, route: CHECKOUT, kind: "rate-limit" },
  // An unpaid order may be left behind, or not.
  { weight: 6, route: CHECKOUT, kind: "body", when: "after", status: 400, body: UNPAID },
  { weight: 2, route: CHECKOUT, kind: "body", when: "before", status: 400, body: UNPAID },
  { weight: 2, route: "GET /1.0/order/cart/*/checkout", kind: "status" },
  { weight: 1, route: "GET /1.0/order/cart/*/checkout", kind: "sold" },
  { weight: 1, route: "GET /1.0/order/cart/*", kind: "status" },
  { weight: 1, route: "POST /1.0/order/cart", kind: "rate-limit" },
  { weight: 1, route: "POST /1.0/order/cart/*/eco", kind: "reset", when: "after" },
  { weight: 2, route: "GET /1.0/me/order", kind: "status" },
  { weight: 1, route: "GET /1.0/me/order", kind: "wrong-json" },
  { weight: 1, route: "GET /1.0/me/order/*/details", kind: "status" },
  { weight: 1, route: "GET /1.0/dedicated/server/datacenter/availabilities", kind: "status" },
];

/** Plans of which many can be bought, in carts that are prepared, with orders that bear no id of ours. */
export async function ovh(): Promise<Market> {
  const { control, controlUrl, close } = await stand(eu);
  const random16 = () => randomBytes(16).toString("hex");
  const keys = () => ({
    applicationKey: new Secret(random16()),
    applicationSecret: new Secret(random16()),
    consumerKey: new Secret(random16()),
  });
  const offer = (planCode: string, cents: number, setupCents: number, availability: string) =>
    control("POST", "/stock", {
      planCode,
      cents,
      setupCents,
      availability,
      datacenters: PLACES,
      os: IMAGES,
      terms: [{ mode: "upfront12", months: 12, cents: 11 * cents }],
    });
  await offer("24sk10", 1_699, 1_699, "unavailable");
  await offer("24sk20", 2_500, 0, "unavailable");
  const idle = (drawn: Random, busy: readonly string[]) =>
    drawn.pick(PLANS.filter((plan) => !busy.some((id) => id.startsWith(`${plan}.`))));
  return {
    name: "OVHcloud",
    adapter: eu.adapter,
    controlUrl,
    faults,
    spending: /^POST .*\/order\/cart\/[^/]+\/checkout$/,
    lists: /^GET .*\/me\/order$/,
    async newLogin() {
      const credentials = keys();
      const { id: owner } = await control<{ id: string }>("POST", "/accounts", {});
      const application = credentials.applicationKey.reveal();
      await control("POST", "/applications", {
        key: application,
        secret: credentials.applicationSecret.reveal(),
      });
      const consumerKey = credentials.consumerKey.reveal();
      await control("POST", "/credentials", { application, account: owner, consumerKey });
      return { owner, credentials };
    },
    wrong: keys,
    criteria: (drawn) => ({
      category: "dedicated",
      maxMonthly: 1_700 + drawn.below(1_800),
      maxSetup: drawn.pick([0, 2_500, 2_500, 2_500]) ?? 0,
      minDiskGb: drawn.pick([0, 2_000]) ?? 0,
      locations: drawn.pick([[], [], ["GRA"], ["RBX", "GRA"]]) ?? [],
      prefer: drawn.pick(["price", "location"] as const) ?? "price",
      budget: drawn.pick([6_000, 40_000, 40_000]) ?? 0,
      quantity: drawn.pick([1, 1, 2, 3]) ?? 1,
      ...terms(drawn),
    }),
    changes: (drawn) =>
      drawn.pick<Partial<Rule.Criteria>>([
        { maxMonthly: 1_700 + drawn.below(1_800) },
        { budget: drawn.pick([5_000, 40_000]) ?? 0 },
        terms(drawn),
        terms(drawn),
        { locations: drawn.pick([[], ["GRA"], ["RBX"]]) ?? [] },
      ]) ?? {},
    async list(drawn) {
      const planCode = drawn.pick(PLANS);
      const datacenter = drawn.pick(PLACES);
      const left = 1 + drawn.below(4);
      await control("PUT", "/availability", { planCode, datacenter, availability: "1H-low", left });
      return `${left} of ${planCode} are in ${datacenter}`;
    },
    async withdraw(drawn, busy) {
      const planCode = idle(drawn, busy);
      if (!planCode) return "";
      await control("PUT", "/availability", { planCode, availability: "unavailable" });
      return `${planCode} is sold out`;
    },
    async reprice(drawn, busy) {
      const planCode = idle(drawn, busy);
      const plan = (await control<Plan[]>("GET", "/stock")).find((each) => each.planCode === planCode);
      if (!plan) return "";
      const cents = Math.max(1_500, plan.cents + drawn.below(1_000) - 500);
      const terms = [{ mode: "upfront12", months: 12, cents: 11 * cents }];
      await control("PATCH", `/stock/${planCode}`, { cents, terms });
      return `${planCode} costs ${cents}`;
    },
    async unsettle(drawn) {
      const settings = {
        cartAfterCheckout: drawn.pick(["read-only", "unchanged", "gone"]),
        listedAfterSeconds: drawn.pick([0, 20, 300, 3 * 3_600, 3 * 3_600]),
        linesAfterSeconds: drawn.pick([0, 20, 300, 3_600]),
        earlyLines: drawn.pick(["none", "without plan"]),
      };
      await control("PUT", "/settings", settings);
      return `from now on ${JSON.stringify(settings)}`;
    },
    callOff: async (reference) => void (await control("DELETE", `/orders/${reference}`)),
    async sales() {
      const orders = await control<Order[]>("GET", "/orders");
      return orders.map(
        ({ id, account, netCents, machines, status, listedAt, linesAt }): Sale => ({
          reference: String(id),
          owner: account,
          listedAt,
          linesAt,
          state: status === "cancelled" ? "cancelled" : status === "delivered" ? "done" : "open",
          net: netCents,
          isOf: (listing) =>
            machines.length === 1 &&
            machines.every(
              ({ planCode, datacenter }) =>
                listing.id.startsWith(`${planCode}.`) && listing.id.endsWith(`.${datacenter}`),
            ),
        }),
      );
    },
    async plenty() {
      const cents = 1_200;
      await offer(CHEAP, cents, 0, "1H-high");
      return cents;
    },
    close,
  };
}

function terms(drawn: Random): Partial<Rule.Criteria> {
  return {
    termMonths: drawn.pick([1, 1, 12]) ?? 1,
    payment: drawn.pick(["automatic", "automatic", "by_hand"] as const) ?? "automatic",
    waiveWithdrawal: drawn.chance(0.5),
    image: drawn.pick(IMAGES) ?? "",
  };
}
