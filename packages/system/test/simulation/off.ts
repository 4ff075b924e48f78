import type { OrderLookup, OrderOutcome } from "@cloudco/core/provider/provider";
import type { Around } from "@cloudco/core/test/intercept";
import type { Sabotage } from "./sabotage.ts";

type Step = { Key?: { pk: string }; Item?: { pk: string }; ConditionExpression?: string };
type Input = Step & { TransactItems?: Record<string, Step>[]; ExpressionAttributeValues?: object };
type Command = { constructor: { name: string }; input: Input };

/** Writes without one part of what they hold only under. */
export function without(kind: string, part: string): Around {
  return async (command, send) => {
    for (const step of stepsOf(command as Command)) {
      if (!step.ConditionExpression || kindOf(step) !== kind) continue;
      const always = `(${part} OR attribute_exists(pk) OR attribute_not_exists(pk))`;
      step.ConditionExpression = step.ConditionExpression.replaceAll(part, always);
    }
    return await send();
  };
}

/** Reads as if there were none. */
export function unread(kind: string): Around {
  return async (command, send) => (isGet(command, kind) ? {} : await send());
}

/** A match's move to this state that only seems to be written. */
export function unwritten(state: string): Around {
  return async (command, send) => {
    const moves = stepsOf(command as Command).some((step) => valuesOf(step)[":state"] === state);
    return moves ? {} : await send();
  };
}

/** The first reading of absence counts as if there had been one before. */
export async function readOnce(command: object, send: () => Promise<unknown>): Promise<unknown> {
  for (const step of stepsOf(command as Command)) {
    const search = valuesOf(step)[":search"] as { absentAt: number | null } | undefined;
    if (search) search.absentAt ??= 0;
  }
  return await send();
}

/** Whatever login was saved since is of the account that ordered. */
export async function sameOwner(command: object, send: () => Promise<unknown>): Promise<unknown> {
  const result = (await send()) as { Item?: { owner?: string; connection?: { owner?: string } } };
  if (isGet(command, "CONNECTION") && result.Item) result.Item.owner = "one";
  if (isGet(command, "MATCH") && result.Item?.connection) result.Item.connection.owner = "one";
  return result;
}

export function both(first: Around, second: Around): Around {
  return (command, send) => first(command, () => second(command, send));
}

type Send = (isLate: () => boolean) => Promise<OrderOutcome>;

/** Orders that are sent in another way. */
export function sending(otherwise: (send: Send, isLate: () => boolean) => Promise<OrderOutcome>): Sabotage {
  return {
    adapter: (adapter) => ({
      ...adapter,
      draft: async (...args) => {
        const drafted = await adapter.draft(...args);
        if (!drafted.ok) return drafted;
        return {
          ...drafted,
          send: (isLate, signal) => otherwise((late) => drafted.send(late, signal), isLate),
        };
      },
    }),
  };
}

export function refusedIf(
  outcome: OrderOutcome,
  holds: (failed: OrderOutcome & { kind: "unknown" }) => boolean,
): OrderOutcome {
  return outcome.kind === "unknown" && holds(outcome) ? { ...outcome, kind: "rejected" } : outcome;
}

/** Look-ups that take such a doubt for a proof. */
export function absentIf(doubt: RegExp): Sabotage {
  const read = (found: OrderLookup): OrderLookup =>
    found.kind === "unclear" && doubt.test(found.message) ? { kind: "absent" } : found;
  return {
    adapter: (adapter) => ({ ...adapter, find: async (...args) => read(await adapter.find(...args)) }),
  };
}

function stepsOf({ input }: Command): Step[] {
  return input.TransactItems?.flatMap((item) => Object.values(item)) ?? [input];
}

function valuesOf(step: Step): Record<string, unknown> {
  return (step as { ExpressionAttributeValues?: Record<string, unknown> }).ExpressionAttributeValues ?? {};
}

/** `MATCH` of the match of an account, `CLAIM` of a claim. */
function kindOf({ Key, Item }: Step): string | undefined {
  const { pk, sk } = (Key ?? Item ?? {}) as { pk?: string; sk?: string };
  return (pk?.startsWith("ACCOUNT#") ? sk : pk)?.split("#")[0];
}

function isGet(command: object, kind: string): boolean {
  const get = command as Command;
  return get.constructor.name === "GetCommand" && kindOf(get.input) === kind;
}
