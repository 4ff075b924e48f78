/**
 * What one event asks of AWS: DynamoDB's capacity units, SQS and KMS requests of all functions together. Measured;
 * infra/test/usage.test.ts measures it again and fails where it is no longer so.
 */
export type Used = { reads: number; writes: number; messages: number; keys: number };

export const MEASURED = {
  /** Credentials are saved and verified; with the customer's one look at the outcome. */
  connect: { reads: 9, writes: 11, messages: 1, keys: 2 },
  createRule: { reads: 3, writes: 6, messages: 0, keys: 0 },
  /** Who comes rarely takes a share of their limit for each request; of a burst, every twelfth does. */
  readRules: { reads: 1, writes: 1, messages: 0, keys: 0 },
  /** One offer appears, and nobody wants it. */
  changedOffer: { reads: 0, writes: 5, messages: 0, keys: 0 },
  /** A rule matches an offer: recorded, and the order asked for. */
  match: { reads: 1.5, writes: 11, messages: 1, keys: 0 },
  /** It is bought. */
  order: { reads: 5, writes: 56, messages: 0, keys: 1 },
  /** One reading of a provider's unchanged inventory. */
  poll: { reads: 0.5, writes: 0, messages: 0, keys: 0 },
  /** The scan keeps its lease. */
  renewal: { reads: 1, writes: 1, messages: 0, keys: 0 },
  /** Reconciliation with nothing to do. */
  reconcile: { reads: 12.5, writes: 0, messages: 0, keys: 0 },
  /** One reading of what a connection shows, unchanged. */
  visit: { reads: 11, writes: 5, messages: 0, keys: 1 },
} satisfies Record<string, Used>;

/** Requests by which Lambda itself receives and deletes a message, for each that is sent. */
export const MESSAGE_OVERHEAD = 2;
