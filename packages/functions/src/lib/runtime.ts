import { setTimeout } from "node:timers/promises";
import { Logger } from "@aws-lambda-powertools/logger";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { Plan } from "@cloudco/core/account/plan";
import { answering } from "@cloudco/core/context/answering";
import type { Context, Log } from "@cloudco/core/context/context";
import { Table } from "@cloudco/core/table/table";
import type { UnreadableItem } from "@cloudco/core/table/unreadable";
import { ulid } from "ulid";
import * as z from "zod";
import { type QueuePipeline, queues, queueVariable } from "../pipelines.ts";

const Environment = z.object({
  TABLE_NAME: z.string().min(1),
  MATCH_TTL_SECONDS: z.coerce.number().int().positive().default(120),
});

/** What a function needs, from its environment. Made once a process: clients are dear to set up. */
export function create(): Context {
  const env = Environment.parse(process.env);
  const log = logger();
  return {
    table: Table.connect(env.TABLE_NAME, (items) => tellUnreadable(log, items)),
    sqs: new SQSClient({ ...answering, useQueueUrlAsEndpoint: false }),
    kms: new KMSClient(answering),
    scheduler: once(async () => (await import("./scheduler.ts")).connect()),
    settings: {
      queues: queueUrls(),
      get credentialsKey() {
        return given("CREDENTIALS_KEY");
      },
      watches: {
        get group() {
          return given("WATCHES_GROUP");
        },
        get target() {
          return given("WATCHES_TARGET_ARN");
        },
        get role() {
          return given("WATCHES_ROLE_ARN");
        },
      },
      matchTtlSeconds: env.MATCH_TTL_SECONDS,
      get defaultPlan() {
        return Plan.parse(given("DEFAULT_PLAN"));
      },
    },
    now: Date.now,
    pause,
    id: ulid,
    log,
  };
}

/** A function is told of nothing that it has no use for, so it is missed where it is used. */
function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not in this function's environment.`);
  return value;
}

function queueUrls(): Context["settings"]["queues"] {
  const urls = {} as Record<QueuePipeline["queue"], string>;
  for (const { queue } of queues) {
    Object.defineProperty(urls, queue, { get: () => given(queueVariable(queue)), enumerable: true });
  }
  return urls;
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (ms > 0) await setTimeout(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const NAMED = 20;

/** What the deployed alarm watches: infra/health.ts reads this line. */
function tellUnreadable(log: Log, items: readonly UnreadableItem[]): void {
  const named = items.slice(0, NAMED).map(({ key, problem }) => ({ key, problem }));
  log.error("stored items unreadable", { count: items.length, items: named });
}

function logger(): Log {
  const lines = new Logger({ serviceName: "cloudco" });
  return {
    info: (message, fields = {}) => lines.info(message, fields),
    warn: (message, fields = {}) => lines.warn(message, fields),
    error: (message, fields = {}) => lines.error(message, fields),
  };
}

let made: Context | undefined;

export function runtime(): Context {
  made ??= create();
  return made;
}

/** A handler that is made at its first event, once its environment is there, and then kept with all that it keeps. */
export function deployed<E extends unknown[], R>(
  create: (ctx: Context) => (...event: E) => Promise<R>,
): (...event: E) => Promise<R> {
  let handler: ((...event: E) => Promise<R>) | undefined;
  return (...event) => {
    handler ??= create(runtime());
    return handler(...event);
  };
}
