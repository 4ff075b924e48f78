export * as OrderTag from "./order-tag.ts";

/**
 * What an order of ours is called at a provider that lets us name it: lower case letters, digits and hyphens, which a
 * tag, a label and a host name all allow. Ids of orders are lower case and short enough, so each gives another tag.
 */
export function of(orderId: string): string {
  return `cloudco-${orderId.replaceAll("_", "-")}`;
}
