import { randomBytes } from "node:crypto";
import {
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
} from "@aws-sdk/client-scheduler";
import { Connection } from "@cloudco/core/connection/connection";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import type { Adapter } from "@cloudco/core/provider/provider";
import { ScanReport } from "@cloudco/core/scan/scan-report";
import { Table } from "@cloudco/core/table/table";
import { scanAccount } from "@cloudco/core/watch/scan-account";
import { Watch } from "@cloudco/core/watch/watch";
import { EventSource } from "@cloudco/emulators/event-source";
import { Scheduler } from "@cloudco/emulators/scheduler/scheduler";
import * as order from "@cloudco/functions/queue/order";
import * as verify from "@cloudco/functions/queue/verify";
import { type Customer, rig } from "@cloudco/functions/test/api/rig";
import { adapter } from "@cloudco/providers/digitalocean/digitalocean";
import { control } from "@cloudco/simulators/control-client";
import { DigitalOceanSimulator } from "@cloudco/simulators/digitalocean/digitalocean";
import { type Clock, clock } from "./clock.ts";

export type Owner = Customer & { token: string; secret: string; tokenId: string };

/** DigitalOcean's accounts, the API, the queues with their functions, and Scheduler; the test lets the schedules fire. */
export type Droplets = {
  /** The functions' own context, with a clock that runs ahead where the test sets it forward. */
  ctx: Context;
  time: Clock;
  simulator: Awaited<ReturnType<typeof DigitalOceanSimulator.start>>;
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** A customer with an account at DigitalOcean, which is not connected yet. */
  owner(): Promise<Owner>;
  connect(owner: Owner): Promise<Watch.Target>;
  /** The id of a new rule. */
  rule(owner: Owner, criteria?: object): Promise<string>;
  /** The inputs of the schedules that there are, as Scheduler has them. */
  schedules(owner?: Owner): Promise<string[]>;
  /** What the schedule calls, under the test's clock. */
  scan(
    target: Watch.Target,
    options?: { adapter?: Adapter; ctx?: Context; untilMs?: number; pollMs?: number },
  ): Promise<void>;
  /** The requests for the inventory that DigitalOcean answered with this token since the last call. */
  readings(): Promise<number>;
  report(target: Watch.Target): Promise<ScanReport.Info | null>;
  matches(owner: Owner): Promise<Match.Info[]>;
  close(): Promise<void>;
};

const GROUP = "watches";
const CRITERIA = {
  provider: "digitalocean",
  name: "any",
  category: "vm",
  currency: "USD",
  maxMonthly: 2_000,
  budget: 10_000,
};

export async function droplets(invoke: Scheduler.Options["invoke"] = async () => {}): Promise<Droplets> {
  const time = clock();
  const r = await rig({ CONNECTION_WAIT_SECONDS: "10" });
  const simulator = await DigitalOceanSimulator.start({ now: time.now });
  const scheduler = await Scheduler.start({ invoke });
  Object.assign(process.env, {
    DIGITALOCEAN_URL: simulator.url,
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.url,
    WATCHES_GROUP: GROUP,
    WATCHES_TARGET_ARN: "arn:aws:lambda:us-east-1:000000000000:function:visit",
    WATCHES_ROLE_ARN: "arn:aws:iam::000000000000:role/scheduler",
  });
  const client = await r.ctx.scheduler();
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const { queues } = r.ctx.settings;
  const sources = [
    EventSource.start({ queueUrl: queues.verify, batchSize: 10, width: 2, handler: verify.handler }),
    EventSource.start({ queueUrl: queues.orders, batchSize: 10, width: 2, handler: order.handler }),
  ];
  const ctx: Context = { ...r.ctx, now: time.now };
  let read = 0;

  const d: Droplets = {
    ctx,
    time,
    simulator,
    control: async <T>(method: string, path: string, body?: unknown) =>
      (await control(simulator.controlUrl, method, path, body)) as T,
    async owner() {
      const customer = await r.customer();
      const secret = `dop_v1_${randomBytes(32).toString("hex")}`;
      const account = await d.control<{ id: string }>("POST", "/accounts", {});
      const made = await d.control<{ id: string }>("POST", "/tokens", { account: account.id, token: secret });
      return { ...customer, secret, tokenId: made.id };
    },
    async connect(owner) {
      const answer = await owner.call("PUT", "/connections/digitalocean", { token: owner.secret });
      if (answer.status !== 200) throw new Error(`Not connected: ${answer.text}`);
      return await targetOf(ctx, owner);
    },
    async rule(owner, criteria = {}) {
      const answer = await owner.call("POST", "/rules", { ...CRITERIA, ...criteria });
      if (answer.status !== 201) throw new Error(`No rule: ${answer.text}`);
      return (answer.json as { id: string }).id;
    },
    async schedules(owner) {
      const { Schedules = [] } = await client.send(new ListSchedulesCommand({ GroupName: GROUP }));
      const inputs = await Promise.all(
        Schedules.map(async ({ Name }) => {
          const { Target } = await client.send(new GetScheduleCommand({ Name, GroupName: GROUP }));
          return Target?.Input ?? "";
        }),
      );
      return inputs.filter((input) => !owner || input.includes(owner.id));
    },
    async scan(target, options = {}) {
      await scanAccount(options.ctx ?? ctx, options.adapter ?? adapter, target, {
        until: time.now() + (options.untilMs ?? 0),
        pollMs: options.pollMs ?? 15_000,
        holder: ctx.id(),
      });
    },
    async readings() {
      const journal = await d.control<{ method: string; path: string }[]>("GET", "/journal");
      const all = journal.filter(({ path }) => path.startsWith("/v2/sizes?per_page=200")).length;
      const since = all - read;
      read = all;
      return since;
    },
    report: (target) => ScanReport.find(ctx.table, Watch.leaseOf(target)),
    matches: (owner) => Table.collection(ctx.table, Match.collection(owner.id), Match.Info),
    async close() {
      for (const source of sources) await source.close();
      await scheduler.close();
      await simulator.close();
      await r.close();
    },
  };
  return d;
}

/** The target of a customer's connection. */
async function targetOf(ctx: Context, owner: Owner): Promise<Watch.Target> {
  const connection = await Connection.find(ctx.table, owner.id, "digitalocean");
  if (!connection) throw new Error("There is no connection.");
  return Watch.targetOf(connection);
}
