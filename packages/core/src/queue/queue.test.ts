// Guarantee: a message means one command. One that could be read as two might end a server where one was to be
// bought.

import { expect, test } from "vitest";
import { OrdersCommand } from "./queue.ts";

const ORDER = { v: 1, accountId: "ada", matchId: "mat_1" };
const TERMINATE = { v: 1, kind: "terminate", accountId: "ada", snipeId: "snp_1" };

// Messages that are in flight while the functions are replaced were written by those before.
test.each([ORDER, TERMINATE])("the queue of orders carries %j", (command) => {
  expect(OrdersCommand.parse(command)).toEqual(command);
});

test.each([
  { ...ORDER, kind: "terminate" },
  { ...ORDER, snipeId: "snp_1" },
  { ...TERMINATE, matchId: "mat_1" },
  { ...TERMINATE, kind: undefined },
  { ...TERMINATE, kind: "destroy" },
  { ...TERMINATE, v: 2 },
])("and refuses %j", (command) => {
  expect(OrdersCommand.safeParse(command).success).toBe(false);
});
