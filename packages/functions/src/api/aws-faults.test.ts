// Guarantee: where AWS refuses, nothing is stored unsealed, nothing that was saved is lost, and the customer is told
// whose fault it is.

import { GenerateDataKeyCommand } from "@aws-sdk/client-kms";
import { ServiceQuotaExceededException } from "@aws-sdk/client-scheduler";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { GetCommand, TransactWriteCommand } from "@aws-sdk/lib-dynamodb";
import { Connection } from "@cloudco/core/connection/connection";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import {
  type Aws,
  awsFaults,
  cancelled,
  disabled,
  throttled,
  tooMany,
  unanswered,
} from "../../test/aws-faults.ts";

let r: Rig;
let aws: Aws;
let ada: Customer;
beforeAll(async () => {
  r = await rig({
    WATCHES_GROUP: "watches",
    WATCHES_TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:visit",
    WATCHES_ROLE_ARN: "arn:aws:iam::000000000000:role/scheduler",
  });
  aws = awsFaults(r.ctx);
  ada = await r.customer();
});
afterEach(() => aws.heal());
afterAll(() => r.close());

const LOGIN = { username: "#ws+anybody", password: "not a real one" };
const rule = (changes: object = {}) => ({
  provider: "hetzner",
  name: "any",
  category: "auction",
  maxMonthly: 5000,
  budget: 10_000,
  ...changes,
});

// Guarantee: what can't be sealed is not stored, in no form, and the customer is told that it is our side's fault.
test.each([
  ["throttled", tooMany()],
  ["disabled", disabled()],
  ["not answered", unanswered()],
])("credentials are not saved while the key is %s", async (_, error) => {
  const bob = await r.customer();
  aws.fail(GenerateDataKeyCommand, { error });
  const answer = await bob.call("PUT", "/connections/hetzner", LOGIN);
  expectProblem(answer, 503, "server.busy");
  expect(answer.headers["retry-after"]).toBe("5");
  expect(answer.text).not.toContain(LOGIN.password);
  expect(await Connection.find(r.ctx.table, bob.id, "hetzner")).toBeNull();
});

// Guarantee: credentials that were sealed and saved are not lost with the message that asks for their check.
test("credentials are saved though SQS refuses the message of their check", async () => {
  const bob = await r.customer();
  aws.fail(SendMessageCommand, { error: unanswered() });
  expect((await bob.call("PUT", "/connections/hetzner", LOGIN)).status).toBe(202);
  expect(await Connection.find(r.ctx.table, bob.id, "hetzner")).toMatchObject({ status: "VERIFYING" });
});

// Guarantee: a table that takes no more of it is said to be our side's, and for a while; a write of which the reply was
// lost is not said to have failed.
test.each([
  ["a read is throttled", GetCommand, throttled()],
  ["a read is not answered", GetCommand, unanswered()],
  ["a transaction is throttled", TransactWriteCommand, cancelled("ThrottlingError")],
  ["a transaction is in the way", TransactWriteCommand, cancelled("TransactionConflict")],
] as const)("503 with Retry-After where %s", async (_, command, error) => {
  aws.fail(command, { error });
  expectProblem(await ada.call("POST", "/rules", rule()), 503, "server.busy");
});

// Guarantee: a rule is made though Scheduler's quota is used up; reconciliation makes the schedule good.
test("a rule is made though no schedule can be", async () => {
  const scheduler = { send: () => Promise.reject(quota()) };
  const quota = () =>
    new ServiceQuotaExceededException({ $metadata: {}, Message: "quota", message: "quota" });
  const make = r.ctx.scheduler;
  Object.assign(r.ctx, { scheduler: async () => scheduler });
  const answer = await ada.call(
    "POST",
    "/rules",
    rule({ provider: "digitalocean", category: "vm", currency: "USD" }),
  );
  Object.assign(r.ctx, { scheduler: make });
  expect(answer.status).toBe(201);
});
