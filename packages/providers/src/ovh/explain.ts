export * as Explain from "./explain.ts";

import { Currency } from "@cloudco/core/money/money";
import type { Listing } from "@cloudco/core/offer/offer";
import type { Failure } from "@cloudco/core/provider/provider";
import { Http } from "../http.ts";
import type { Region } from "./region.ts";
import { Rights } from "./rights.ts";

/** An error as OVHcloud wrote it. `message` is used to tell errors apart and never shown. */
export type Refusal = { status: number; code: string; message: string };

/** What an error of OVHcloud's means to the customer, and what to do about it. */
export function refusal(
  region: Region.Info,
  { status, code, message: words }: Refusal,
  method: string,
  path: string,
  headers: Headers,
): Failure {
  const known = keyProblem(region, code) ?? orderProblem(words);
  if (known) return known;
  if (code === "NOT_GRANTED_CALL") {
    const message = `The consumer key lacks the right ${Rights.neededFor(method, path)}. Request a new consumer key with all the rights that CloudCO asks for, and enter it here.`;
    return { cause: "not_allowed", message };
  }
  if (code === "FORBIDDEN") {
    const message = `${region.name} does not allow this with the consumer key. If the key is limited to certain IP addresses, request one without that limit, or add CloudCO's addresses to it.`;
    return { cause: "not_allowed", message };
  }
  if (status === 403) {
    const message = `${region.name} accepts the keys but does not allow this account to do it. Sign in to the OVHcloud manager: an identity check, a missing document or a block of orders is shown there.`;
    return { cause: "not_allowed", message };
  }
  if (status === 429) {
    const message = `${region.name} has had too many requests from this account, so this one was refused. Wait a minute, and see whether other programs use the same keys.`;
    return { cause: "rate_limited", message, ...wait(headers) };
  }
  const message = `${region.name} refused the request (HTTP ${status}) and did nothing. Look into the OVHcloud manager for the reason, or ask OVHcloud's support.`;
  return { cause: "refused", message };
}

function keyProblem(region: Region.Info, code: string): Failure | null {
  switch (code) {
    case "INVALID_KEY":
      return {
        cause: "credentials",
        message: `${region.name} does not know this application key. Keys of another OVHcloud region never work here. Copy the application key again, or make a new application in this region.`,
      };
    case "INVALID_CREDENTIAL":
    case "NOT_CREDENTIAL":
      return {
        cause: "credentials",
        message: `${region.name} does not accept the consumer key: it has expired, was revoked, or its link has not been opened and confirmed yet. Confirm it, or request a new one.`,
      };
    case "INVALID_SIGNATURE":
      return {
        cause: "credentials",
        message: `The application secret does not belong to this application key. Copy both again from ${region.name}.`,
      };
    case "QUERY_TIME_OUT":
      return {
        cause: "unavailable",
        message: `${region.name} found the time of the request wrong and did nothing. It is read anew for the next one.`,
      };
    default:
      return null;
  }
}

/** OVHcloud's own sentences, each with the code that it mostly comes with. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^This application key is invalid/i, "INVALID_KEY"],
  [/^This credential (is not valid|does not exist)/i, "INVALID_CREDENTIAL"],
  [/^This call has not been granted/i, "NOT_GRANTED_CALL"],
  [/^Invalid signature/i, "INVALID_SIGNATURE"],
  [/^Query out of time/i, "QUERY_TIME_OUT"],
  [/^You are not allowed/i, "Client::Forbidden"],
  [/^(This service does not exist|Invalid Cart ID|Got an invalid \(or empty\) URL)/i, "Client::NotFound"],
  [/\bis not available in\b/i, "Client::BadRequest"],
  [/\bpreferred payment method\b|\bPayment of your order failed\b/i, "Client::BadRequest"],
  [/\bPlan code not found\b|\bcart hasn't been assigned\b|\binvalid ovhSubsidiary\b/i, "Client::BadRequest"],
  [/\bcustom ?fields?\b.*\b(must be|mandatory|duplicated)\b/i, "Client::BadRequest"],
  [/^Received not described parameters/i, "Client::BadRequest"],
];

/** The code of an error that came without one; undefined for words that may be anybody's on the way there. */
export function codeOf(words: string): string | undefined {
  return SENTENCES.find(([sentence]) => sentence.test(words.trim()))?.[1];
}

function orderProblem(words: string): Failure | null {
  if (PAYING.test(words)) return PAYMENT;
  return /\bis not available in\b/i.test(words) ? SOLD : null;
}

/** The gateway refuses with these before anything behind it sees the request. */
const GATEWAY = new Set([
  "INVALID_KEY",
  "INVALID_CREDENTIAL",
  "NOT_CREDENTIAL",
  "NOT_GRANTED_CALL",
  "FORBIDDEN",
  "INVALID_SIGNATURE",
  "QUERY_TIME_OUT",
]);

/** What a checkout is refused for before it becomes an order, in OVHcloud's words (terraform-provider-ovh #405, #646). */
const BEFORE_ORDER =
  /\bis not available in\b|^plan code not found\b|\bcart hasn't been assigned\b|^custom field \S+ (is duplicated|is mandatory|has an invalid value)\b|^in customFields there must be\b|^option family \S+ is (mandatory|exclusive)\b/i;

/** A payment is tried once there is an order, whatever else is said of it: "... method is not available in ..." too. */
const PAYING = /\bpa(y|id\b)/i;

/** Whether a refused checkout proves that there is no order: any other may have left one that waits to be paid. */
export function isBeforeOrder({ status, code, message }: Refusal): boolean {
  return status === 429 || GATEWAY.has(code) || isOrderable({ message });
}

/** Whether the refusal of a quote says that the cart is no order yet: it could be one, if what it holds were to be had. */
export function isOrderable({ message }: Pick<Refusal, "message">): boolean {
  return BEFORE_ORDER.test(message) && !PAYING.test(message);
}

export const SOLD: Failure = {
  cause: "sold",
  message: "This server is out of stock in this datacentre: somebody else was faster.",
};

const PAYMENT: Failure = {
  cause: "payment",
  message:
    "The OVHcloud account has no valid default payment method, so OVHcloud can't collect the price. Sign in to the OVHcloud manager, open Payment methods, and set a valid one as default.",
};

/** Known before anything was ordered. */
export const UNPAYABLE: Failure = {
  cause: "payment",
  message: `${PAYMENT.message} Or set the rule's payment to by_hand: its order then waits for you to pay it. Nothing was ordered.`,
};

/** The account buys in another currency than the listing is priced in, and amounts of two are never compared. */
export function otherCurrency(
  region: Region.Info,
  currency: string,
  { price }: Pick<Listing, "price">,
): Failure {
  const told = Currency.safeParse(currency).data ?? "another currency";
  const message = `This account buys from ${region.name} in ${told}, and the offer is priced in ${price.currency}. Nothing was ordered: amounts of two currencies are not compared.`;
  return { cause: "price", message };
}

/** The cart does not prove that it is unordered, and no order is listed. */
export function invisible(region: Region.Info): Failure {
  const message = `${region.name} does not list the order, and does not say that its cart is still unordered either. It is looked up again.`;
  return { cause: "unavailable", message };
}

/** An order that may be the one that is looked for. */
export function untold(region: Region.Info): Failure {
  const message = `${region.name} lists an order that does not tell yet what it is for. It is looked up again.`;
  return { cause: "unavailable", message };
}

/** Orders that may be another's. */
export function ambiguous(region: Region.Info): Failure {
  const message = `${region.name} lists an order for the same server that may be another's: made by hand, or by another program. Look into the OVHcloud manager.`;
  return { cause: "unreadable", message };
}

/** An answer that OVHcloud's documents do not describe. */
export function unexpected(region: Region.Info, status: number, headers: Headers): Failure {
  const message = `${region.name} gave an answer that CloudCO can't read (HTTP ${status}). The fault is on OVHcloud's side or on the way there.`;
  if (status >= 500) return { cause: "unavailable", message };
  return status === 429
    ? { cause: "rate_limited", message, ...wait(headers) }
    : { cause: "unreadable", message };
}

/** A success whose content has a form that CloudCO does not know. */
export function unreadable(region: Region.Info, what: string): Failure {
  const message = `CloudCO can't read ${region.name}'s answer ${what}. Its form has changed; look into the OVHcloud manager and tell CloudCO's support.`;
  return { cause: "unreadable", message };
}

function wait(headers: Headers): { retryAfterSeconds?: number } {
  const retryAfterSeconds = Http.retryAfter(headers);
  return retryAfterSeconds ? { retryAfterSeconds } : {};
}
