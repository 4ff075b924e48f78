import { startedAt } from "./calls.ts";
import { LOST, MISTYPED, OVERTAKEN, RACES, SLEEPY, TWINS } from "./climates.ts";
import {
  absentIf,
  both,
  readOnce,
  refusedIf,
  sameOwner,
  sending,
  unread,
  unwritten,
  without,
} from "./off.ts";
import type { Climate, Sabotage } from "./sabotage.ts";

/** A guard of the money path, and how it is taken away. */
export type Guard = {
  name: string;
  /** Where it is needed, and a seed from which on that shows within `WITHIN`; null where no seed has shown it yet. */
  worlds: Readonly<Partial<Record<World, number | null>>>;
  off: Sabotage;
  climate?: Climate;
};

/** So many seeds at most, from the one that is named on, until the loss of a guard shows. */
export const WITHIN = 10;

export type World = "machines" | "plans";

export const guards: readonly Guard[] = [
  {
    climate: OVERTAKEN,
    name: "the fence of a match",
    worlds: { machines: null, plans: null },
    off: { table: without("MATCH", "#fence = :held") },
  },
  {
    name: "the state of a match",
    worlds: { machines: 2, plans: null },
    off: { table: without("MATCH", "#state = :was") },
  },
  {
    climate: TWINS,
    name: "the claim",
    worlds: { machines: null, plans: null },
    off: { table: without("CLAIM", "#matchId = :matchId") },
  },
  {
    climate: LOST,
    name: "orders that are known to be others'",
    worlds: { plans: null },
    off: { table: unread("CLAIM") },
  },
  {
    climate: RACES,
    name: "a rule has one order under way",
    worlds: { machines: 2, plans: null },
    off: { table: without("RULE", "attribute_not_exists(#openMatch)") },
  },
  {
    climate: RACES,
    name: "the rule is as it was matched",
    worlds: { machines: 10, plans: null },
    off: { table: without("RULE", "#revision = :revision") },
  },
  {
    climate: RACES,
    name: "the rule is active",
    worlds: { machines: null, plans: null },
    off: { table: without("RULE", "#status = :active") },
  },
  {
    climate: RACES,
    name: "the budget",
    worlds: { machines: null, plans: null },
    off: { table: both(without("RULE", "#left >= :amount"), without("RULE", "#left >= :more")) },
  },
  {
    climate: RACES,
    name: "the quantity",
    worlds: { machines: null, plans: null },
    off: { table: without("RULE", "#placesLeft > :none") },
  },
  {
    climate: RACES,
    name: "STOP at the last moment",
    worlds: { machines: 3, plans: null },
    off: { table: without("ACCOUNT", "attribute_not_exists(#stoppedAt)") },
  },
  {
    climate: RACES,
    name: "the plan at the last moment",
    worlds: { machines: 2, plans: null },
    off: { table: without("ACCOUNT", "#plan = :plan") },
  },
  {
    climate: RACES,
    name: "the connection at the last moment",
    worlds: { machines: null, plans: null },
    off: { table: without("CONNECTION", "#version = :version AND #proven = :proven") },
  },
  {
    climate: SLEEPY,
    name: "the clock, looked at again",
    worlds: { machines: 1, plans: 1 },
    off: { context: (ctx) => ({ ...ctx, now: () => startedAt() ?? ctx.now() }) },
  },
  {
    climate: SLEEPY,
    name: "the deadline right before the request",
    worlds: { machines: 8, plans: 1 },
    off: sending((send) => send(() => false)),
  },
  {
    climate: SLEEPY,
    name: "the row that is written before the request",
    worlds: { machines: 1, plans: 1 },
    off: { table: unwritten("sending") },
  },
  {
    climate: LOST,
    name: "a request that spends is made once",
    worlds: { machines: 3, plans: null },
    off: {
      fetch: async ({ spends, keep }, send) => {
        if (!spends) return await send();
        await keep();
        const first = await send().catch(() => null);
        return first?.ok ? first : await send();
      },
    },
  },
  {
    climate: LOST,
    name: "what is unknown is not refused",
    worlds: { machines: 1, plans: 1 },
    off: sending(async (send, isLate) => refusedIf(await send(isLate), () => true)),
  },
  {
    climate: LOST,
    name: "a refusal that may have left an order is unknown",
    worlds: { plans: 1 },
    off: sending(async (send, isLate) => refusedIf(await send(isLate), ({ cause }) => cause === "payment")),
  },
  {
    climate: LOST,
    name: "the settle time",
    worlds: { machines: 1 },
    off: {
      adapter: (adapter) => ({
        ...adapter,
        descriptor: { ...adapter.descriptor, visibleWithinSeconds: 0 },
      }),
    },
  },
  { climate: LOST, name: "the second reading", worlds: { machines: null }, off: { table: readOnce } },
  {
    climate: LOST,
    name: "a machine that left the market is not absent",
    worlds: { machines: 1 },
    off: absentIf(/has left/),
  },
  {
    climate: LOST,
    name: "a cart that may be ordered is not absent",
    worlds: { plans: null },
    off: absentIf(/still unordered|does not tell yet/),
  },
  {
    climate: { ...LOST, weights: { ...LOST.weights, act: 3 } },
    name: "absent in another account proves nothing",
    worlds: { machines: null, plans: null },
    off: { table: sameOwner },
  },
  {
    climate: LOST,
    name: "what is prepared serves one order",
    worlds: { plans: null },
    off: { table: without("PREPARED", "#token = :token") },
  },
  {
    climate: MISTYPED,
    name: "places among the logins that may fail",
    worlds: { machines: 4 },
    off: { table: both(unread("LOGINS"), without("LOGINS", "attribute_not_exists(pk)")) },
  },
];
