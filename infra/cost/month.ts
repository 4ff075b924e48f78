import { scanned, schedules } from "@cloudco/functions/pipelines";
import { Providers } from "@cloudco/providers/providers";
import { MEASURED, MESSAGE_OVERHEAD, type Used } from "./usage.ts";

/** A month of a customer, as assumed: nobody has been observed yet. */
export const CUSTOMER = { connects: 1, rules: 3, apiCalls: 60, matches: 20, orders: 0.2 };
/** A month of a provider, as assumed: an offer appears, changes or goes. */
const OFFER_CHANGES = 150_000;
/** Matches are kept for good; the table is priced as it is after this many months. */
const MONTHS_KEPT = 12;

const MINUTES = 30 * 24 * 60;
/** See packages/core/src/watch. A visit with nothing to prepare asks as much as one with nothing new to read. */
const PREPARE_MINUTES = 5;
const MEMORY_GB = 0.5;
/** Renewal of the scan's lease, see packages/core/src/scan. */
const RENEW_SECONDS = 3;
/** Lambda looks into two empty queues with five long polls of 20 s each, all month. */
const IDLE_RECEIVES = 2 * 5 * ((MINUTES * 60) / 20);

/** Seconds that a call takes, as assumed for Lambda: most of an order or a check is waiting for the provider. */
const SECONDS = { api: 0.06, order: 2, verify: 1, scan: 60, reconcile: 0.5, visit: 1 };
/** Bytes of log that a call leaves: Lambda's two lines of its own, and ours. */
const LOG_BYTES = { api: 1_100, order: 1_500, verify: 1_200, scan: 900, visit: 900, reconcile: 2_000 };
/** Bytes: an item with its copy in an index, and an answer of the API. */
const ITEM_BYTES = 3_000;
const ANSWER_BYTES = 4_000;
const GB = 1e9;

/** How many there are, by name. */
type Counts<Name extends string> = Record<Name, number>;

/**
 * What a month uses of AWS. Intervals are the declared ones.
 * @param watched connections whose inventory is read with their own credentials, because an active rule waits for it
 * @param prepared connections with which orders are prepared, because an active rule of theirs buys
 */
export function month(customers: number, watched: number, prepared: number) {
  const visits = watched * MINUTES + (prepared * MINUTES) / PREPARE_MINUTES;
  const events = eventsOf(customers, visits);
  const used = (of: keyof Used) => weighed(events, (event) => MEASURED[event][of]);
  const calls = callsOf(customers, visits);
  const items = customers * (2 + CUSTOMER.rules + (CUSTOMER.matches + CUSTOMER.orders) * MONTHS_KEPT);
  return {
    reads: used("reads"),
    writes: used("writes"),
    keys: used("keys"),
    messages: used("messages") * (1 + MESSAGE_OVERHEAD) + IDLE_RECEIVES,
    calls: weighed(calls, () => 1),
    apiCalls: calls.api,
    scheduledCalls: MINUTES * schedules.length + visits,
    gbSeconds: weighed(calls, (call) => SECONDS[call]) * MEMORY_GB,
    logGb: weighed(calls, (call) => LOG_BYTES[call]) / GB,
    storedGb: (items * ITEM_BYTES) / GB,
    sentGb: (calls.api * ANSWER_BYTES) / GB,
  };
}

/** How often each measured event happens. */
function eventsOf(customers: number, visits: number): Counts<keyof typeof MEASURED> {
  const polls = Providers.all
    .filter(({ descriptor }) => scanned.includes(descriptor.id))
    .map(({ descriptor }) => (MINUTES * 60) / descriptor.pollSeconds);
  return {
    connect: customers * CUSTOMER.connects,
    createRule: customers * CUSTOMER.rules,
    readRules: customers * CUSTOMER.apiCalls,
    changedOffer: scanned.length * OFFER_CHANGES,
    match: customers * (CUSTOMER.matches + CUSTOMER.orders),
    order: customers * CUSTOMER.orders,
    poll: polls.reduce((sum, count) => sum + count, 0),
    renewal: (scanned.length * MINUTES * 60) / RENEW_SECONDS,
    reconcile: MINUTES,
    visit: visits,
  };
}

/** How often each function is called. */
function callsOf(customers: number, visits: number): Counts<keyof typeof SECONDS> {
  return {
    api: customers * (CUSTOMER.apiCalls + CUSTOMER.connects + CUSTOMER.rules),
    order: customers * CUSTOMER.orders,
    verify: customers * CUSTOMER.connects,
    scan: MINUTES * schedules.filter((schedule) => schedule.function === "scan").length,
    reconcile: MINUTES,
    visit: visits,
  };
}

function weighed<Name extends string>(counts: Counts<Name>, weight: (name: Name) => number): number {
  return (Object.keys(counts) as Name[]).reduce((sum, name) => sum + counts[name] * weight(name), 0);
}
