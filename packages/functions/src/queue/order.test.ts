// Guarantee: an order's message costs one reading of its match before anything is decided, and a message that nobody can
// act on comes again alone.

import { Match } from "@cloudco/core/match/match";
import type { AdapterOf } from "@cloudco/core/provider/provider";
import { intercepted } from "@cloudco/core/test/intercept";
import { EventSource } from "@cloudco/emulators/event-source";
import { beforeAll, expect, test } from "vitest";
import { freshResources } from "../../test/fresh.ts";
import { create as createContext } from "../lib/runtime.ts";
import { create } from "./order.ts";

const read: unknown[] = [];
const refused: string[] = [];
let handler: ReturnType<typeof create>;

const nobody: AdapterOf = (provider) => {
  throw new Error(`No adapter of ${provider}.`);
};

beforeAll(async () => {
  await freshResources();
  const ctx = createContext();
  const watched = intercepted(ctx, async (command, send) => {
    const { input } = command as { input: { Key?: unknown } };
    if (command.constructor.name === "GetCommand") read.push(input.Key);
    // The queue of the test has no such message to hide.
    if (command.constructor.name === "ChangeMessageVisibilityCommand") return refused.push("hidden");
    return await send();
  });
  handler = create(watched, nobody);
});

const message = (body: object, MessageId: string) => ({
  Body: JSON.stringify(body),
  MessageId,
  ReceiptHandle: MessageId,
});

test("an order reads its match once", async () => {
  read.length = 0;
  const event = EventSource.batch([message({ v: 1, accountId: "ada", matchId: "mat_1" }, "one")], "orders");
  expect(await handler(event)).toEqual({ batchItemFailures: [] });
  expect(read).toEqual([Match.key("ada", "mat_1")]);
});

test("what can't be read goes back to the queue alone", async () => {
  const event = EventSource.batch(
    [message({ v: 1, accountId: "ada", matchId: "mat_1" }, "good"), message({ v: 1 }, "bad")],
    "orders",
  );
  expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "bad" }] });
  expect(refused).toEqual(["hidden"]);
});
