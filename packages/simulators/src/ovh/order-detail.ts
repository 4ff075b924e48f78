export * as OrderDetail from "./order-detail.ts";

import { Reply } from "../reply.ts";
import { Money } from "./money.ts";
import { Order } from "./order.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Service } from "./service.ts";

/** GET /me/order/{orderId}/details: the ids. */
export function list(call: Service.SignedCall): Reply.Info {
  const order = Order.find(call);
  if (order === undefined) return OvhReply.notFound();
  const { now, settings } = call.state;
  const isEmpty = now() < order.linesAt && settings.get().earlyLines === "none";
  return Reply.json(200, isEmpty ? [] : order.details.map((detail) => detail.id));
}

/** GET …/details/{detailId}: the quantity is a text here. A delivered server's name takes the place of its placeholder. */
export function show(call: Service.SignedCall): Reply.Info {
  const { state } = call;
  return withDetail(call, (order, detail) => {
    const price = (cents: number) => Money.price(cents, Order.locale(state, order));
    const { item, unitCents } = detail;
    const status = Order.status(order, state.now());
    const names = order.servers[item.id]?.join(",");
    return Reply.json(200, {
      orderDetailId: detail.id,
      description: detail.description,
      domain: status === "delivered" && names !== undefined ? names : detail.domain,
      detailType: detail.detailType,
      quantity: String(item.quantity),
      unitPrice: price(unitCents),
      totalPrice: price(unitCents * item.quantity),
      cancelled: status === "cancelled",
    });
  });
}

/** GET …/details/{detailId}/extension: the plan and its configuration. */
export function extension(call: Service.SignedCall): Reply.Info {
  return withDetail(call, ({ linesAt }, { item, product }) => {
    const action = "installation";
    if (call.state.now() < linesAt) return Reply.json(200, { order: { action, type: null, plan: null } });
    return Reply.json(200, {
      order: {
        action,
        type: "plan",
        plan: {
          code: item.planCode,
          duration: item.duration,
          pricingMode: item.pricingMode,
          quantity: item.quantity,
          product: { name: product },
        },
        configurations: item.configurations.map(({ label, value }) => ({ label, value })),
      },
    });
  });
}

function withDetail(
  call: Service.SignedCall,
  work: (order: Order.Info, detail: Order.Detail) => Reply.Info,
): Reply.Info {
  const order = Order.find(call);
  const detail = order?.details.find(({ id }) => String(id) === call.params.detail);
  return order === undefined || detail === undefined ? OvhReply.notFound() : work(order, detail);
}
