export * as Endpoints from "./endpoints.ts";

import { Listing } from "../listing.ts";
import { Reply } from "../reply.ts";
import { Account } from "./account.ts";
import { Availability } from "./availability.ts";
import { Cart } from "./cart.ts";
import { Catalogue } from "./catalogue.ts";
import { Checkout } from "./checkout.ts";
import { Configuration } from "./configuration.ts";
import { Credential } from "./credential.ts";
import { Email } from "./email.ts";
import { Item } from "./item.ts";
import { Login } from "./login.ts";
import { Order } from "./order.ts";
import { OrderChange } from "./order-change.ts";
import { OrderDetail } from "./order-detail.ts";
import { PaymentMethod } from "./payment-method.ts";
import { Plan } from "./plan.ts";
import { Server } from "./server.ts";
import { Service } from "./service.ts";
import type { State } from "./state.ts";
import { Termination } from "./termination.ts";

const { open, signed } = Service;
const get = (path: string) => ["GET", path] as const;
const post = (path: string) => ["POST", path] as const;
const put = (path: string) => ["PUT", path] as const;
const del = (path: string) => ["DELETE", path] as const;

const auth = [
  open("none", get("/auth/time"), ({ state }) => Reply.json(200, Login.serverTime(state))),
  open("none", post("/auth/credential"), Credential.request, { body: Credential.RequestBody }),
  signed("own", get("/auth/currentCredential"), Credential.show),
  signed("own", post("/auth/logout"), Credential.logout),
];

const cart = "/order/cart/:cart";
const item = `${cart}/item/:item`;
const carts = [
  open("optional", post("/order/cart"), Cart.create, { body: Cart.CreateBody }),
  signed("signed", get("/order/cart"), Cart.list, { query: ["description"] }),
  open("optional", get(cart), Cart.show),
  open("optional", put(cart), Cart.change, { body: Cart.ChangeBody }),
  signed("signed", del(cart), Cart.remove),
  signed("signed", post(`${cart}/assign`), Cart.assign),
  ...Plan.CATALOGUES.flatMap((range) => [
    open("optional", get(`${cart}/${range}`), (call) => Item.offers(call, range), { query: ["planCode"] }),
    open("optional", post(`${cart}/${range}`), (call, body) => Item.add(call, body, range), {
      body: Item.PlanBody,
    }),
    open("optional", get(`${cart}/${range}/options`), (call) => Item.optionOffers(call, range), {
      query: ["planCode"],
    }),
    open("optional", post(`${cart}/${range}/options`), Item.addOption, { body: Item.OptionBody }),
  ]),
  open("optional", get(`${cart}/item`), Item.list),
  open("optional", get(item), Item.show),
  open("optional", del(item), Item.remove),
  open("optional", get(`${item}/requiredConfiguration`), Configuration.required),
  open("optional", get(`${item}/configuration`), Configuration.list, { query: ["label"] }),
  open("optional", post(`${item}/configuration`), Configuration.add, { body: Configuration.Body }),
  open("optional", get(`${item}/configuration/:configuration`), Configuration.show),
  open("optional", del(`${item}/configuration/:configuration`), Configuration.remove),
  open("optional", get(`${cart}/summary`), Checkout.summary),
  signed("signed", get(`${cart}/checkout`), Checkout.quote),
  signed("signed", post(`${cart}/checkout`), Checkout.place, { body: Checkout.Body }),
];

const order = "/me/order/:order";
const emails = "/me/notification/email/history";
const me = [
  signed("signed", get("/me"), Account.show),
  signed("signed", get("/me/payment/method"), PaymentMethod.list, {
    query: ["default", "paymentType", "status"],
  }),
  signed("signed", get("/me/payment/method/:method"), PaymentMethod.show),
  signed("signed", get("/me/order"), Order.list, { query: ["date.from", "date.to"] }),
  signed("signed", get(order), Order.show),
  signed("signed", get(`${order}/status`), Order.showStatus),
  signed("signed", get(`${order}/details`), OrderDetail.list),
  signed("signed", get(`${order}/details/:detail`), OrderDetail.show),
  signed("signed", get(`${order}/details/:detail/extension`), OrderDetail.extension),
  signed("signed", get(`${order}/followUp`), OrderChange.followUp),
  signed("signed", post(`${order}/pay`), OrderChange.pay, { body: OrderChange.PayBody }),
  signed("signed", post(`${order}/waiveRetraction`), OrderChange.waive),
  signed("signed", post(`${order}/retraction`), OrderChange.retract, { body: OrderChange.RetractionBody }),
  signed("signed", get(emails), Email.list),
  signed("signed", get(`${emails}/:email`), Email.show),
];

const server = "/dedicated/server/:server";
const servers = [
  signed("signed", get("/dedicated/server"), Server.list),
  signed("signed", get(server), Server.show),
  signed("signed", get(`${server}/serviceInfos`), Server.serviceInfos),
  signed("signed", put(`${server}/serviceInfos`), Server.change, { body: Server.ServiceInfosBody }),
  signed("signed", get(`${server}/specifications/hardware`), Server.hardware),
  signed("signed", post(`${server}/terminate`), Termination.ask),
  signed("signed", post(`${server}/confirmTermination`), Termination.confirm, {
    body: Termination.ConfirmBody,
  }),
];

/** All calls that are simulated; those of the inventory keep their large answers until it changes. */
export function of(state: State.Info): Service.Endpoint[] {
  const availabilities = Listing.of(state.availabilities, Availability.shown, (items) => `[${items}]`);
  const filters = [
    "planCode",
    "datacenters",
    "excludeDatacenters",
    "memory",
    "server",
    "storage",
    "systemStorage",
    "gpu",
  ];
  const inventory = [
    ...Plan.CATALOGUES.map((range) => {
      const catalogue = Catalogue.open(state, range);
      return open(
        "public",
        get(`/order/catalog/public/${range}`),
        (call) => Catalogue.show(call, catalogue),
        {
          query: ["ovhSubsidiary"],
        },
      );
    }),
    open(
      "public",
      get("/dedicated/server/datacenter/availabilities"),
      (call) => Availability.list(call, availabilities),
      { query: filters },
    ),
  ];
  return [...auth, ...inventory, ...carts, ...me, ...servers];
}
