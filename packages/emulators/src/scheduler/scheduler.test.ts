// Guarantees: a schedule fires when it is due and neither twice nor never, also when the process is killed in between;
// a failed invocation is retried as often as its policy says and no more; nobody's schedule fires after its deletion.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListTagsForResourceCommand,
  paginateListScheduleGroups,
  paginateListSchedules,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Scheduler } from "./scheduler.ts";

const MINUTE = 60_000;
const START = Date.parse("2025-01-01T00:00:10Z");
const Target = {
  Arn: "arn:aws:lambda:us-east-1:000000000000:function:scan",
  RoleArn: "arn:aws:iam::0:role/scheduler",
};

let folder: string;
let nowMs: number;
const stops: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scheduler-"));
  nowMs = START;
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true });
});

async function connect(options: Partial<Scheduler.Options> = {}) {
  const invoke = vi.fn<Scheduler.Options["invoke"]>(async () => {});
  const server = await Scheduler.start({ invoke, now: () => nowMs, ...options });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SchedulerClient({
    endpoint: server.url,
    region: "eu-central-1",
    credentials,
    maxAttempts: 1,
  });
  stops.push(server.close, () => client.destroy());

  return {
    server,
    client,
    invoke,
    create: (Name: string, ScheduleExpression: string, input: Partial<CreateScheduleCommandInput> = {}) =>
      client.send(
        new CreateScheduleCommand({
          Name,
          ScheduleExpression,
          FlexibleTimeWindow: { Mode: "OFF" },
          Target,
          ...input,
        }),
      ),
    get: (Name: string, GroupName?: string) => client.send(new GetScheduleCommand({ Name, GroupName })),
    /** Moves the clock, fires, and waits until everything invoked has ended. */
    async advance(ms: number) {
      nowMs += ms;
      server.tick();
      await new Promise(setImmediate);
    },
    firings: () =>
      invoke.mock.calls.map(([{ scheduleName, scheduledTime }]) => `${scheduleName} ${scheduledTime}`),
  };
}

describe("firing", () => {
  test("fires a rate at once and then at its rate, and says for which time", async () => {
    const { create, advance, firings, invoke } = await connect();
    await create("scan", "rate(5 minutes)", { Target: { ...Target, Input: '{"provider":"vultr"}' } });
    await advance(0);
    await advance(5 * MINUTE - 1);
    expect(firings()).toEqual(["scan 2025-01-01T00:00:10Z"]);
    await advance(1);
    await advance(0);
    expect(firings()).toEqual(["scan 2025-01-01T00:00:10Z", "scan 2025-01-01T00:05:10Z"]);
    expect(invoke).toHaveBeenLastCalledWith({
      arn: Target.Arn,
      input: '{"provider":"vultr"}',
      scheduleName: "scan",
      groupName: "default",
      scheduledTime: "2025-01-01T00:05:10Z",
    });
  });

  test("fires a rate at once by a clock that does not stand still", async () => {
    const { create, server, firings } = await connect({ now: () => (nowMs += 1) });
    await create("scan", "rate(5 minutes)");
    server.tick();
    expect(firings()).toHaveLength(1);
  });

  test("counts a rate from its StartDate", async () => {
    const { create, advance, firings } = await connect();
    await create("scan", "rate(10 minutes)", { StartDate: new Date("2025-01-01T00:15:00Z") });
    for (let minute = 0; minute < 30; minute += 1) await advance(MINUTE);
    expect(firings()).toEqual(["scan 2025-01-01T00:15:00Z", "scan 2025-01-01T00:25:00Z"]);
  });

  test("fires a cron in its time zone, from StartDate to EndDate", async () => {
    const { create, advance, firings, get } = await connect();
    await create("daily", "cron(0 9 * * ? *)", {
      ScheduleExpressionTimezone: "Europe/Berlin",
      StartDate: new Date("2025-01-01T12:00:00Z"),
      EndDate: new Date("2025-01-03T12:00:00Z"),
    });
    for (let hour = 0; hour < 96; hour += 1) await advance(60 * MINUTE);
    expect(firings()).toEqual(["daily 2025-01-02T08:00:00Z", "daily 2025-01-03T08:00:00Z"]);
    expect(await get("daily")).toMatchObject({
      State: "ENABLED",
      StartDate: new Date("2025-01-01T12:00:00Z"),
    });
  });

  test.each([
    ["DELETE", "ResourceNotFoundException"],
    ["NONE", undefined],
  ] as const)("fires a one-time schedule once and then does %s", async (ActionAfterCompletion, error) => {
    const { create, advance, firings, get } = await connect();
    await create("once", "at(2025-01-01T00:10:00)", { ActionAfterCompletion });
    await advance(9 * MINUTE);
    expect(firings()).toEqual([]);
    await advance(MINUTE);
    await advance(MINUTE);
    expect(firings()).toEqual(["once 2025-01-01T00:10:00Z"]);
    const found = await get("once").then(
      () => undefined,
      ({ name }) => name,
    );
    expect(found).toBe(error);
  });

  test("does not wait for an invocation that still runs", async () => {
    const hanging = Promise.withResolvers<void>();
    const invoke = vi.fn(() => hanging.promise);
    const { create, advance } = await connect({ invoke });
    await create("scan", "rate(1 minute)");
    await advance(0);
    await advance(MINUTE);
    expect(invoke).toHaveBeenCalledTimes(2);
    hanging.resolve();
  });

  test("fires nothing that is disabled, and goes on at its rate when enabled", async () => {
    const { create, advance, firings, client } = await connect();
    const input = {
      ScheduleExpression: "rate(10 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target,
    } as const;
    await create("scan", input.ScheduleExpression, { State: "DISABLED" });
    await advance(25 * MINUTE);
    expect(firings()).toEqual([]);
    await client.send(new UpdateScheduleCommand({ Name: "scan", ...input }));
    await advance(0);
    expect(firings()).toEqual([]);
    await advance(5 * MINUTE);
    expect(firings()).toEqual(["scan 2025-01-01T00:30:10Z"]);
  });

  test("fills in AWS's context attributes", async () => {
    const { create, advance, invoke } = await connect();
    const Input =
      '{"at":"<aws.scheduler.scheduled-time>","try":"<aws.scheduler.attempt-number>","x":"<aws.scheduler.y>"}';
    await create("scan", "rate(1 minute)", { Target: { ...Target, Input } });
    await advance(0);
    expect(invoke.mock.calls[0]?.[0].input).toBe(
      '{"at":"2025-01-01T00:00:10Z","try":"1","x":"<aws.scheduler.y>"}',
    );
  });
});

describe("a failed invocation", () => {
  test("is tried again later each time, as often as MaximumRetryAttempts says, and then handed over", async () => {
    const error = new Error("no");
    const invoke = vi.fn(async () => Promise.reject(error));
    const onDropped = vi.fn();
    const { create, advance } = await connect({ invoke, onDropped });
    const RetryPolicy = { MaximumRetryAttempts: 2 };
    await create("once", "at(2025-01-01T00:10:00)", {
      ActionAfterCompletion: "DELETE",
      Target: { ...Target, RetryPolicy, DeadLetterConfig: { Arn: "arn:aws:sqs:us-east-1:000000000000:dlq" } },
    });
    await advance(10 * MINUTE);
    expect(invoke).toHaveBeenCalledTimes(1);
    await advance(999);
    expect(invoke).toHaveBeenCalledTimes(1);
    await advance(1);
    expect(invoke).toHaveBeenCalledTimes(2);
    expect(onDropped).not.toHaveBeenCalled();
    await advance(2_000);
    expect(invoke).toHaveBeenCalledTimes(3);
    expect(onDropped).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({
        scheduleName: "once",
        deadLetterArn: "arn:aws:sqs:us-east-1:000000000000:dlq",
        error,
      }),
    );
    await advance(24 * 60 * MINUTE);
    expect(invoke).toHaveBeenCalledTimes(3);
  });

  test("is given up at MaximumEventAgeInSeconds", async () => {
    const invoke = vi.fn(async () => Promise.reject(new Error("no")));
    const onDropped = vi.fn();
    const { create, advance } = await connect({ invoke, onDropped });
    const RetryPolicy = { MaximumEventAgeInSeconds: 60 };
    await create("once", "at(2025-01-01T00:10:00)", { Target: { ...Target, RetryPolicy } });
    await advance(10 * MINUTE);
    for (let second = 0; second < 120; second += 1) await advance(1_000);
    // After 0, 1, 3, 7, 15 and 31 seconds; the next would be after 63.
    expect(invoke).toHaveBeenCalledTimes(6);
    expect(onDropped).toHaveBeenCalledOnce();
  });
});

describe("a kill -9", () => {
  /** What is on the disk at this moment, as another process would find it. */
  function snapshot(dataFile: string, name: string): string {
    const copy = join(folder, name);
    copyFileSync(dataFile, copy);
    return copy;
  }

  test("loses no schedule, and what was missed fires once", async () => {
    const dataFile = join(folder, "scheduler.db");
    const first = await connect({ dataFile });
    await first.create("scan", "rate(1 minute)");
    await first.create("once", "at(2025-01-01T00:10:00)", { ActionAfterCompletion: "DELETE" });
    await first.advance(0);
    const killed = snapshot(dataFile, "killed.db");

    nowMs += 60 * MINUTE;
    const { advance, firings } = await connect({ dataFile: killed });
    for (let tick = 0; tick < 3; tick += 1) await advance(0);
    expect(firings().sort()).toEqual(["once 2025-01-01T00:10:00Z", "scan 2025-01-01T00:01:10Z"]);
    await advance(MINUTE);
    expect(firings().slice(2)).toEqual(["scan 2025-01-01T01:01:10Z"]);
  });

  test("loses no missed firing where the schedule is written anew at the next start", async () => {
    const { create, advance, firings, client } = await connect();
    const definition = {
      ScheduleExpression: "rate(10 minutes)",
      FlexibleTimeWindow: { Mode: "OFF" },
    } as const;
    await create("scan", definition.ScheduleExpression);
    await advance(0);
    nowMs += 15 * MINUTE;
    const Changed = { ...Target, Input: "{}" };
    await client.send(new UpdateScheduleCommand({ Name: "scan", ...definition, Target: Changed }));
    await advance(0);
    expect(firings()).toEqual(["scan 2025-01-01T00:00:10Z", "scan 2025-01-01T00:10:10Z"]);
  });

  test("makes an interrupted invocation come again once, or the next firing in its place where that is due", async () => {
    const dataFile = join(folder, "scheduler.db");
    const hanging = Promise.withResolvers<void>();
    const first = await connect({ dataFile, invoke: () => hanging.promise });
    await first.create("scan", "rate(10 minutes)");
    await first.create("once", "at(2025-01-01T00:00:10)", { ActionAfterCompletion: "DELETE" });
    await first.advance(0);
    const [killed, left] = [snapshot(dataFile, "killed.db"), snapshot(dataFile, "left.db")];
    hanging.resolve();

    const soon = await connect({ dataFile: killed });
    for (let tick = 0; tick < 3; tick += 1) await soon.advance(0);
    expect(soon.firings().sort()).toEqual(["once 2025-01-01T00:00:10Z", "scan 2025-01-01T00:00:10Z"]);

    nowMs += 30 * MINUTE;
    const late = await connect({ dataFile: left });
    for (let tick = 0; tick < 3; tick += 1) await late.advance(0);
    expect(late.firings().sort()).toEqual(["once 2025-01-01T00:00:10Z", "scan 2025-01-01T00:10:10Z"]);
  });
});

describe("schedules", () => {
  test("gives back what was created and what was updated, with AWS's defaults", async () => {
    const { create, get, client } = await connect();
    const { ScheduleArn } = await create("scan", "rate(1 minute)", { Description: "first" });
    const created = await get("scan");
    expect(created).toMatchObject({
      Arn: ScheduleArn,
      GroupName: "default",
      Description: "first",
      ScheduleExpressionTimezone: "UTC",
      State: "ENABLED",
      ActionAfterCompletion: "NONE",
      Target: { ...Target, RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    });
    expect(created.CreationDate).toEqual(new Date(START));
    nowMs += MINUTE;
    await client.send(
      new UpdateScheduleCommand({
        Name: "scan",
        ScheduleExpression: "rate(2 minutes)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target,
      }),
    );
    const updated = await get("scan");
    expect(updated).toMatchObject({ ScheduleExpression: "rate(2 minutes)", CreationDate: new Date(START) });
    expect(updated.Description).toBeUndefined();
    expect(updated.LastModificationDate).toEqual(new Date(START + MINUTE));
  });

  test("does not fire what was deleted, not even a retry", async () => {
    const invoke = vi.fn(async () => Promise.reject(new Error("no")));
    const { create, advance, client } = await connect({ invoke });
    await create("scan", "rate(1 minute)");
    await advance(0);
    await client.send(new DeleteScheduleCommand({ Name: "scan" }));
    await advance(60 * MINUTE);
    expect(invoke).toHaveBeenCalledOnce();
  });

  test("does the same request under one ClientToken once, and refuses the token for another", async () => {
    const { create, client } = await connect();
    const first = await create("scan", "rate(1 minute)", { ClientToken: "one" });
    expect((await create("scan", "rate(1 minute)", { ClientToken: "one" })).ScheduleArn).toBe(
      first.ScheduleArn,
    );
    await expect(create("scan", "rate(2 minutes)", { ClientToken: "one" })).rejects.toMatchObject({
      name: "ConflictException",
    });
    await expect(create("scan", "rate(1 minute)")).rejects.toMatchObject({
      name: "ConflictException",
      message: "Schedule scan already exists.",
    });
    const remove = new DeleteScheduleCommand({ Name: "scan", ClientToken: "two" });
    await client.send(remove);
    await client.send(remove);
  });

  test.each<[string, Partial<CreateScheduleCommandInput>]>([
    ["a bad expression", { ScheduleExpression: "rate(10 seconds)" }],
    ["a time in the past", { ScheduleExpression: "at(2024-12-31T23:00:00)" }],
    [
      "an unknown time zone",
      { ScheduleExpression: "cron(0 9 * * ? *)", ScheduleExpressionTimezone: "Mars/Base" },
    ],
    ["a bad name", { Name: "a b" }],
    ["an end before its start", { StartDate: new Date(START), EndDate: new Date(START - 1) }],
    ["more retries than AWS allows", { Target: { ...Target, RetryPolicy: { MaximumRetryAttempts: 186 } } }],
  ])("refuses %s", async (_case, input) => {
    const { create } = await connect();
    await expect(create("scan", "rate(1 minute)", input)).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("answers ResourceNotFoundException for what is not there", async () => {
    const { get, create, client } = await connect();
    const missing = { name: "ResourceNotFoundException" };
    await expect(get("scan")).rejects.toMatchObject(missing);
    await expect(client.send(new DeleteScheduleCommand({ Name: "scan" }))).rejects.toMatchObject(missing);
    await expect(create("scan", "rate(1 minute)", { GroupName: "none" })).rejects.toMatchObject(missing);
  });

  test("lists by group, prefix and state, page by page", async () => {
    const { create, client } = await connect();
    await client.send(new CreateScheduleGroupCommand({ Name: "connections" }));
    for (const Name of ["con_1", "con_2", "con_3", "other"]) {
      await create(Name, "rate(1 minute)", {
        GroupName: "connections",
        State: Name === "con_3" ? "DISABLED" : "ENABLED",
      });
    }
    await create("scan", "rate(1 minute)");
    const list = async (filter: object, MaxResults = 1) => {
      const names: (string | undefined)[] = [];
      for await (const { Schedules = [] } of paginateListSchedules({ client }, { ...filter, MaxResults })) {
        names.push(...Schedules.map(({ Name }) => Name));
      }
      return names;
    };
    expect(await list({})).toEqual(["con_1", "con_2", "con_3", "other", "scan"]);
    expect(await list({}, 100)).toHaveLength(5);
    expect(await list({ GroupName: "connections", NamePrefix: "con_" })).toEqual(["con_1", "con_2", "con_3"]);
    expect(await list({ GroupName: "connections", State: "DISABLED" })).toEqual(["con_3"]);
  });
});

describe("groups", () => {
  test("takes its schedules along when it is deleted, and the default group stays", async () => {
    const invoke = vi.fn(async () => Promise.reject(new Error("no")));
    const { create, get, advance, client } = await connect({ invoke });
    const { ScheduleGroupArn } = await client.send(new CreateScheduleGroupCommand({ Name: "connections" }));
    const group = await client.send(new GetScheduleGroupCommand({ Name: "connections" }));
    expect(group).toMatchObject({ Arn: ScheduleGroupArn, State: "ACTIVE" });
    await create("scan", "rate(1 minute)", { GroupName: "connections" });
    expect(await get("scan", "connections")).toMatchObject({ GroupName: "connections" });
    await advance(0);
    expect(invoke).toHaveBeenCalledTimes(1);

    await client.send(new DeleteScheduleGroupCommand({ Name: "connections" }));
    await expect(get("scan", "connections")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await advance(MINUTE);
    expect(invoke).toHaveBeenCalledTimes(1);
    await expect(client.send(new DeleteScheduleGroupCommand({ Name: "default" }))).rejects.toMatchObject({
      name: "ValidationException",
    });
  });

  test("refuses a second of the same name, and lists them page by page", async () => {
    const { client } = await connect();
    for (const Name of ["a", "b"]) await client.send(new CreateScheduleGroupCommand({ Name }));
    await expect(client.send(new CreateScheduleGroupCommand({ Name: "a" }))).rejects.toMatchObject({
      name: "ConflictException",
    });
    const names: (string | undefined)[] = [];
    for await (const { ScheduleGroups = [] } of paginateListScheduleGroups({ client }, { MaxResults: 2 })) {
      names.push(...ScheduleGroups.map(({ Name }) => Name));
    }
    expect(names).toEqual(["a", "b", "default"]);
  });
});

describe("the endpoint", () => {
  test("says plainly what it offers when asked for something else", async () => {
    const { client } = await connect();
    await expect(client.send(new ListTagsForResourceCommand({ ResourceArn: "arn" }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringContaining("POST /schedules/"),
    });
  });

  test("fires by itself, and close() does not wait for what hangs", async () => {
    const hanging = Promise.withResolvers<void>();
    const invoke = vi.fn(() => hanging.promise);
    const { create, server } = await connect({ invoke, now: Date.now });
    await create("scan", "rate(1 minute)");
    await expect.poll(() => invoke.mock.calls.length, { timeout: 5_000 }).toBe(1);
    await server.close();
    hanging.resolve();
  });

  test("fails with Node's error on a taken port", async () => {
    const { server } = await connect();
    const port = Number(new URL(server.url).port);
    await expect(connect({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
