export * as PaymentMethod from "./payment-method.ts";

import { Reply } from "../reply.ts";
import type { Account } from "./account.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Service } from "./service.ts";

// Every account that has one has this one.
const id = 7_012_345;
const kind = "CREDIT_CARD";

/** GET /me/payment/method, by `default`, `paymentType` and `status`: the ids. */
export function list({ account, query }: Service.SignedCall): Reply.Info {
  const fits = (name: string, value: string) => (query.get(name) ?? value) === value;
  const isThere = account.paymentMethod !== "none";
  const isAsked = fits("default", "true") && fits("paymentType", kind) && fits("status", status(account));
  return Reply.json(200, isThere && isAsked ? [id] : []);
}

/** GET /me/payment/method/{id} */
export function show({ account, params }: Service.SignedCall): Reply.Info {
  if (account.paymentMethod === "none" || params.method !== String(id)) return OvhReply.notFound();
  const isValid = account.paymentMethod === "valid";
  return Reply.json(200, {
    paymentMethodId: id,
    paymentType: kind,
    paymentSubType: "VISA",
    default: true,
    status: status(account),
    label: "XXXX XXXX XXXX 4242",
    description: null,
    expirationDate: isValid ? "2099-04-30T00:00:00+02:00" : "2025-04-30T00:00:00+02:00",
    creationDate: "2025-01-05T10:00:00+01:00",
    lastUpdate: "2025-01-05T10:00:00+01:00",
    oneclick: false,
    billingContactId: 999,
    paymentMeanId: null,
    integration: "REDIRECT",
    merchantId: null,
    formSessionId: null,
    icon: { name: "visa", data: null },
  });
}

/** Why paying with the default at once fails; null where it does not. */
export function refusal({ paymentMethod }: Account.Info): string | null {
  if (paymentMethod === "none") return "You do not have preferred payment method";
  return paymentMethod === "expired" ? "Your preferred payment method is not valid" : null;
}

export function isOf(account: Account.Info, method: number): boolean {
  return account.paymentMethod === "valid" && method === id;
}

function status({ paymentMethod }: Account.Info): string {
  return paymentMethod === "expired" ? "EXPIRED" : "VALID";
}
