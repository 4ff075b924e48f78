export * as OrderChange from "./order-change.ts";

import * as z from "zod";
import { Reply } from "../reply.ts";
import { Order } from "./order.ts";
import { OvhReply } from "./ovh-reply.ts";
import { PaymentMethod } from "./payment-method.ts";
import { Server } from "./server.ts";
import type { Service } from "./service.ts";

export const PayBody = z.strictObject({ paymentMethod: z.strictObject({ id: z.int() }) });
export const RetractionBody = z.strictObject({
  reason: z.enum(["competitor", "difficulty", "expensive", "other", "performance", "reliability", "unused"]),
  comment: z.string().nullish(),
});

/** GET /me/order/{orderId}/followUp: the steps, and how far each is. */
export function followUp(call: Service.SignedCall): Reply.Info {
  const order = Order.find(call);
  if (order === undefined) return OvhReply.notFound();
  const { now, installation } = call.state;
  const steps = ["VALIDATING", "VALIDATED", "DELIVERING", "AVAILABLE"];
  const reached = { cancelled: -1, notPaid: -1, checking: 0, delivering: 2, delivered: 4 };
  const at = reached[Order.status(order, now())];
  const entry = (label: string) => ({
    date: installation.zone.time(order.orderedAt),
    label,
    description: label.toLowerCase().replaceAll("_", " "),
  });
  return Reply.json(
    200,
    steps.map((step, index) => ({
      step,
      status: index < at ? "DONE" : index === at ? "DOING" : "TODO",
      history: index === 0 ? [entry("ORDER_STARTED"), ...(at > 0 ? [entry("ORDER_ACCEPTED")] : [])] : [],
    })),
  );
}

/** POST /me/order/{orderId}/pay */
export function pay(call: Service.SignedCall, body: z.infer<typeof PayBody>): Reply.Info {
  const { state, account } = call;
  const order = Order.find(call);
  if (order === undefined) return OvhReply.notFound();
  if (Order.status(order, state.now()) !== "notPaid") return OvhReply.badRequest("This order can't be paid");
  if (!PaymentMethod.isOf(account, body.paymentMethod.id)) {
    return OvhReply.badRequest("Your payment method is not valid");
  }
  Order.pay(state, order);
  return OvhReply.nothing();
}

/** POST /me/order/{orderId}/waiveRetraction */
export function waive(call: Service.SignedCall): Reply.Info {
  const order = Order.find(call);
  if (order === undefined) return OvhReply.notFound();
  call.state.orders.put(order.id, { ...order, isWaived: true });
  return OvhReply.nothing();
}

/** POST /me/order/{orderId}/retraction: within a fortnight, unless it was waived. What was delivered is taken back. */
export function retract(call: Service.SignedCall): Reply.Info {
  const { state } = call;
  const order = Order.find(call);
  if (order === undefined) return OvhReply.notFound();
  const isOver = state.now() >= Order.retractableUntil(order) || order.retractedAt !== null;
  if (order.isWaived || isOver) return OvhReply.badRequest("This order can't be retracted");
  state.orders.put(order.id, { ...order, retractedAt: state.now() });
  for (const name of Object.values(order.servers).flat()) Server.end(state, name);
  return OvhReply.nothing();
}
