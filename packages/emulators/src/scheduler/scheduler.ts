export * as Scheduler from "./scheduler.ts";

import { createHash } from "node:crypto";
import * as z from "zod";
import type { HttpServer } from "../http-server.ts";
import { Protocol } from "../protocol.ts";
import { Schedule } from "./schedule.ts";
import { SchedulerRunner } from "./scheduler-runner.ts";
import { SchedulerStore } from "./scheduler-store.ts";

export interface Options extends HttpServer.ListenOptions, SchedulerRunner.Options {
  /** Omitted: in memory. */
  readonly dataFile?: string | undefined;
  /** Only callers that use this access key are answered (Protocol.ServeOptions). */
  readonly accessKeyId?: string | undefined;
}

export interface Running extends HttpServer.Listening {
  /** Fires what is due; called every second, and by tests that move the clock. */
  tick(): void;
}

const TICK_MS = 1_000;
const TOKEN_LIFE_MS = 24 * 3_600_000;
const DEFAULT_GROUP = "default";
const ARN = `arn:aws:scheduler:${Protocol.REGION}:${Protocol.ACCOUNT}`;

/**
 * EventBridge Scheduler for one machine: its REST protocol, its expressions, and `invoke` where AWS calls a target.
 * A firing is invoked at least once, also after a kill -9; those missed while the process was down become one.
 */
export async function start(options: Options): Promise<Running> {
  const now = options.now ?? Date.now;
  const store = SchedulerStore.open(options.dataFile);
  try {
    store.addGroup(DEFAULT_GROUP, now());
    const runner = SchedulerRunner.create(store, options);
    const serveOptions = { ...options, contentType: "application/json" } as const;
    const server = await Protocol.serve(serveOptions, router(store, now));
    const timer = setInterval(() => tickOrReport(runner.tick), TICK_MS);

    let closing: Promise<void> | undefined;
    async function end(): Promise<void> {
      clearInterval(timer);
      await Promise.all([server.close(), runner.stop()]);
      store.close();
    }
    return { url: server.url, tick: runner.tick, close: () => (closing ??= end()) };
  } catch (error) {
    store.close();
    throw error;
  }
}

/** A full disk, say, must not end the process: the next second tries again. */
function tickOrReport(tick: () => void): void {
  try {
    tick();
  } catch (error) {
    console.error("The local scheduler could not fire what is due, and tries again:", error);
  }
}

type Route = (name: string, request: Protocol.Request) => unknown;

function router(store: SchedulerStore.SchedulerStore, now: () => number) {
  const routes: Readonly<Record<string, Route>> = {
    ...scheduleRoutes(store, now),
    ...groupRoutes(store, now),
  };

  return (request: Protocol.Request): unknown => {
    const [, resource, slash = "", name = ""] = /^\/([a-z-]+)(\/?)([^/]*)$/.exec(request.path) ?? [];
    const route = routes[`${request.method} /${resource}${slash}`];
    if (!route) throw Protocol.notOffered(`${request.method} ${request.path}`, Object.keys(routes));
    const run = () => route(slash ? Protocol.parse(Schedule.Name, name) : "", request);
    return request.method === "GET" ? run() : store.transaction(() => once(store, now(), request, run));
  };
}

const Token = z.object({
  ClientToken: z
    .string()
    .regex(/^[a-zA-Z0-9-_]{1,64}$/)
    .optional(),
});

/** The same request under the same ClientToken is done once and answered alike. */
function once(
  store: SchedulerStore.SchedulerStore,
  nowMs: number,
  request: Protocol.Request,
  run: () => unknown,
) {
  const token = Protocol.parse(Token, request.body).ClientToken ?? request.query.get("clientToken");
  if (!token) return run();
  store.forgetTokens(nowMs - TOKEN_LIFE_MS);
  const { method, path, query, body } = request;
  const fingerprint = createHash("sha256")
    .update(JSON.stringify([method, path, String(query), body]))
    .digest("hex");
  const seen = store.token(token);
  if (seen && seen.request !== fingerprint)
    throw conflict(`The ClientToken ${token} was used for another request.`);
  if (seen) return JSON.parse(seen.response);
  const response = run() ?? {};
  store.addToken(token, fingerprint, JSON.stringify(response), nowMs);
  return response;
}

const GroupName = z.object({ GroupName: Schedule.Name.default(DEFAULT_GROUP) });

function scheduleRoutes(store: SchedulerStore.SchedulerStore, now: () => number): Record<string, Route> {
  function find(name: string, group: string): SchedulerStore.Stored {
    const schedule = store.schedule({ group, name });
    if (!schedule) throw notFound(`Schedule ${name} does not exist in group ${group}.`);
    return schedule;
  }

  const ofQuery = (name: string, { query }: Protocol.Request) =>
    find(name, query.get("groupName") ?? DEFAULT_GROUP);

  // One look at the clock: a rate fires at once only where its creation is not a moment ago.
  function put(name: string, group: string, body: unknown, nowMs: number, before?: SchedulerStore.Stored) {
    const definition = Schedule.parse(body, nowMs);
    const createdAtMs = before?.createdAtMs ?? nowMs;
    // A firing that is due is not lost to an update that leaves the times as they were.
    const nextMs =
      before && Schedule.sameTimes(before.definition, definition)
        ? before.nextMs
        : (Schedule.nextMs(definition, nowMs, createdAtMs) ?? null);
    store.put({ group, name, definition, createdAtMs, modifiedAtMs: nowMs, nextMs });
    return { ScheduleArn: scheduleArn({ group, name }) };
  }

  return {
    "POST /schedules/"(name, { body }) {
      const { GroupName: group } = Protocol.parse(GroupName, body);
      if (!store.group(group)) throw notFound(`Schedule group ${group} does not exist.`);
      if (store.schedule({ group, name })) throw conflict(`Schedule ${name} already exists.`);
      return put(name, group, body, now());
    },
    "PUT /schedules/"(name, { body }) {
      const { GroupName: group } = Protocol.parse(GroupName, body);
      return put(name, group, body, now(), find(name, group));
    },
    "GET /schedules/"(name, request) {
      const schedule = ofQuery(name, request);
      return { ...schedule.definition, ...description(schedule) };
    },
    "DELETE /schedules/"(name, request) {
      const schedule = ofQuery(name, request);
      store.removeInvocationsOf(schedule);
      store.remove(schedule);
    },
    "GET /schedules"(_name, { query }) {
      const page = toPage(query);
      const schedules = store.schedules(page, query.get("ScheduleGroup"), query.get("State"));
      const Schedules = schedules.map((schedule) => ({
        ...description(schedule),
        State: schedule.definition.State,
        Target: { Arn: schedule.definition.Target.Arn },
      }));
      return { Schedules, NextToken: nextToken(page, schedules.at(-1), schedules.length) };
    },
  };
}

function groupRoutes(store: SchedulerStore.SchedulerStore, now: () => number): Record<string, Route> {
  function find(name: string): SchedulerStore.Group {
    const group = store.group(name);
    if (!group) throw notFound(`Schedule group ${name} does not exist.`);
    return group;
  }

  return {
    "POST /schedule-groups/"(name) {
      if (!store.addGroup(name, now())) throw conflict(`Schedule group ${name} already exists.`);
      return { ScheduleGroupArn: groupArn(name) };
    },
    "GET /schedule-groups/": (name) => groupDescription(find(name)),
    "DELETE /schedule-groups/"(name) {
      if (name === DEFAULT_GROUP) {
        throw new Protocol.AwsError("ValidationException", "The default schedule group cannot be deleted.");
      }
      store.removeGroup(find(name).name);
    },
    "GET /schedule-groups"(_name, { query }) {
      const page = toPage(query);
      const groups = store.groups(page);
      const last = groups.at(-1);
      const token = nextToken(page, last && { group: "", name: last.name }, groups.length);
      return { ScheduleGroups: groups.map(groupDescription), NextToken: token };
    },
  };
}

const Key = z.object({ group: z.string(), name: z.string() });
const Limit = z.coerce.number().int().min(1).max(100);

function toPage(query: URLSearchParams): SchedulerStore.Page {
  const limit = Protocol.parse(Limit, query.get("MaxResults") ?? 100);
  return { prefix: query.get("NamePrefix") ?? "", after: after(query.get("NextToken")), limit };
}

function after(token: string | null): SchedulerStore.Key {
  if (token === null) return { group: "", name: "" };
  try {
    return Key.parse(JSON.parse(Buffer.from(token, "base64url").toString()));
  } catch {
    throw new Protocol.AwsError("ValidationException", "The NextToken is not one that this endpoint gave.");
  }
}

function nextToken({ limit }: SchedulerStore.Page, last: SchedulerStore.Key | undefined, count: number) {
  if (!last || count < limit) return undefined;
  return Buffer.from(JSON.stringify({ group: last.group, name: last.name })).toString("base64url");
}

function scheduleArn({ group, name }: SchedulerStore.Key): string {
  return `${ARN}:schedule/${group}/${name}`;
}

function groupArn(name: string): string {
  return `${ARN}:schedule-group/${name}`;
}

function description(schedule: SchedulerStore.Stored) {
  return {
    Arn: scheduleArn(schedule),
    Name: schedule.name,
    GroupName: schedule.group,
    CreationDate: schedule.createdAtMs / 1000,
    LastModificationDate: schedule.modifiedAtMs / 1000,
  };
}

function groupDescription({ name, createdAtMs }: SchedulerStore.Group) {
  const date = createdAtMs / 1000;
  return { Arn: groupArn(name), Name: name, State: "ACTIVE", CreationDate: date, LastModificationDate: date };
}

function notFound(message: string): Protocol.AwsError {
  return new Protocol.AwsError("ResourceNotFoundException", message, 404);
}

function conflict(message: string): Protocol.AwsError {
  return new Protocol.AwsError("ConflictException", message, 409);
}
