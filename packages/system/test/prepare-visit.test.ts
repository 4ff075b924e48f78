// Guarantee: a visit does what its schedule's owner asked for, in their account and in no other.

import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { Prepared } from "@cloudco/core/order/prepared";
import { Schedule } from "@cloudco/core/watch/schedule";
import { EventSource } from "@cloudco/emulators/event-source";
import { Scheduler } from "@cloudco/emulators/scheduler/scheduler";
import * as verify from "@cloudco/functions/queue/verify";
import { handler } from "@cloudco/functions/schedule/visit";
import { type Customer, type Rig, rig } from "@cloudco/functions/test/api/rig";
import { stand } from "@cloudco/providers/test/fixture";
import { account, eu } from "@cloudco/providers/test/ovh/fixture";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const GROUP = "watches";

let r: Rig;
let at: Awaited<ReturnType<typeof stand>>;
let client: SchedulerClient;
let ada: Customer;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const scheduler = await Scheduler.start({ invoke: async () => {} });
  at = await stand(eu);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
    WATCHES_GROUP: GROUP,
    WATCHES_TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:visit",
    WATCHES_ROLE_ARN: "arn:aws:iam::000000000000:role/scheduler",
  });
  r = await rig({ CONNECTION_WAIT_SECONDS: "10" });
  client = await r.ctx.scheduler();
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const queueUrl = r.ctx.settings.queues.verify;
  const checks = EventSource.start({ queueUrl, batchSize: 10, width: 2, handler: verify.handler });
  closing.push(r.close, at.close, scheduler.close, () => checks.close());
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});
beforeEach(async () => {
  ada = await r.customer();
  const keys = await account(at.controlUrl);
  const revealed = Object.fromEntries(Object.entries(keys).map(([name, secret]) => [name, secret.reveal()]));
  expect(await ada.call("PUT", "/connections/ovh-eu", revealed)).toMatchObject({ status: 200 });
});

async function schedules() {
  const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: GROUP }));
  const all = await Promise.all(
    Schedules.map(({ Name }) => client.send(new GetScheduleCommand({ Name, GroupName: GROUP }))),
  );
  return all.filter(({ Target }) => Target?.Input?.includes(ada.id));
}

async function rule(autoBuy: boolean): Promise<string> {
  const criteria = { provider: "ovh-eu", name: "any", category: "dedicated", maxMonthly: 9_000 };
  const answer = await ada.call("POST", "/rules", { ...criteria, maxSetup: 9_000, budget: 90_000, autoBuy });
  expect(answer.status).toBe(201);
  return (answer.json as { id: string }).id;
}

/** What the schedule calls its function with. */
async function visit(): Promise<void> {
  const [schedule] = await schedules();
  await handler(JSON.parse(schedule?.Target?.Input ?? ""));
}

test("a connection is visited every five minutes while one of its rules buys, and its orders are prepared", async () => {
  const id = await rule(false);
  expect(await schedules()).toEqual([]);
  await ada.call("PATCH", `/rules/${id}`, { autoBuy: true });
  expect(await schedules()).toMatchObject([{ ScheduleExpression: "rate(5 minutes)" }]);
  await visit();
  const prepared = await Prepared.list(r.ctx.table, ada.id);
  expect(prepared.length).toBeGreaterThan(0);
  expect(prepared.every(({ order }) => order !== null)).toBe(true);
  await ada.call("POST", `/rules/${id}/pause`);
  expect(await schedules()).toEqual([]);
});

test("a visit too many ends the schedule that brought it, and prepares nothing", async () => {
  const id = await rule(true);
  const [schedule] = await schedules();
  const target = JSON.parse(schedule?.Target?.Input ?? "");
  await ada.call("POST", `/rules/${id}/pause`);
  await Schedule.create(r.ctx, target, 5);
  await visit();
  expect(await schedules()).toEqual([]);
  expect(await Prepared.list(r.ctx.table, ada.id)).toEqual([]);
});

test("a visit with another account's connection does nothing", async () => {
  await rule(true);
  const [schedule] = await schedules();
  const target = JSON.parse(schedule?.Target?.Input ?? "");
  const mallory = await r.customer();
  await handler({ ...target, accountId: mallory.id });
  expect(await Prepared.list(r.ctx.table, mallory.id)).toEqual([]);
  expect(await Prepared.list(r.ctx.table, ada.id)).toEqual([]);
});
