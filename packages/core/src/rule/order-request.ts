import type { Listing } from "../offer/offer.ts";
import type { OrderRequest } from "../provider/provider.ts";
import { Hostname } from "./hostname.ts";
import type { Rule } from "./rule.ts";

/** What a rule orders of a listing, as its adapter needs it. */
export function requestOf(rule: Rule.Info, listing: Listing, orderId: string): OrderRequest {
  return {
    orderId,
    listing,
    template: {
      sshKeys: rule.sshKeys,
      ipv4: rule.ipv4,
      termMonths: rule.termMonths,
      payment: rule.payment,
      waiveWithdrawal: rule.waiveWithdrawal,
      ...(rule.image ? { image: rule.image } : {}),
      ...(rule.hostname ? { hostname: Hostname.expand(rule.hostname, listing, orderId) } : {}),
    },
  };
}
