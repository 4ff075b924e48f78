export * as Stack from "./stack.ts";

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { Endpoints } from "@cloudco/emulators/endpoints";
import { EventSource } from "@cloudco/emulators/event-source";
import type { Gateway } from "@cloudco/emulators/gateway/gateway";
import { Issuer } from "@cloudco/emulators/issuer/issuer";
import { Resources } from "@cloudco/emulators/resources";
import { Scheduler } from "@cloudco/emulators/scheduler/scheduler";
import { API, DASHBOARD } from "@cloudco/functions/origin";
import { queues, queueVariable, schedules, visit } from "@cloudco/functions/pipelines";
import { resources } from "@cloudco/functions/resources";
import { Market } from "@cloudco/simulators/market/market";
import { Simulators } from "@cloudco/simulators/simulators";
import { FrontDoor } from "./front-door.ts";
import { PollSeconds } from "./poll-seconds.ts";
import type { Settings } from "./settings.ts";
import { Simulated } from "./simulated.ts";

export interface Running {
  /** Where pages and API are, and below it the API. */
  readonly origin: string;
  readonly apiUrl: string;
  readonly issuer: Issuer.Running;
  /** The command ports of the simulators; null when live. */
  readonly controlUrls: Simulators.Running["controlUrls"] | null;
  close(): Promise<void>;
}

type Closing = { close(): Promise<unknown> };

export const NAME = "cloudco";
const AUDIENCE = "cloudco-api";
/** The one user of a stack on one machine. */
export const OWNER = "owner";
/** Batches of a queue that are handled at once. */
const WIDTH = 4;

/** Runs the whole system in this process, on the very handlers that are deployed. Closes in the reverse order. */
export async function start(settings: Settings.Settings, onExit: () => void): Promise<Running> {
  const { ports, folder, keys } = settings;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const started: Closing[] = [];
  const keep = async <T extends Closing>(starting: Promise<T> | T): Promise<T> => {
    const running = await starting;
    started.push(running);
    return running;
  };
  const close = async () => {
    for (const running of started.splice(0).reverse()) await running.close();
  };
  try {
    const simulated = settings.live ? null : await keep(Simulated.start(settings));
    Object.assign(process.env, simulated?.environment);
    const endpoints = await keep(Endpoints.start({ folder, keyFile: join(keys, "kms.key"), ports, onExit }));
    const secret = randomBytes(32).toString("base64url");
    const [first = "", ...others] = origins(settings).map((origin) => `${origin}${DASHBOARD}/callback`);
    const issuer = await keep(
      Issuer.start({
        port: ports.issuer,
        audience: AUDIENCE,
        keyFile: join(keys, "issuer.json"),
        redirectUris: [first, ...others],
        subject: OWNER,
      }),
    );
    Object.assign(process.env, endpoints.environment, await make(endpoints), {
      AUTH_ISSUER: issuer.url,
      AUTH_AUDIENCE: AUDIENCE,
      ORIGIN_SECRETS: secret,
      ...PollSeconds.here(settings, process.env),
      DEFAULT_PLAN: process.env.DEFAULT_PLAN ?? "business",
      POWERTOOLS_LOG_LEVEL: process.env.POWERTOOLS_LOG_LEVEL ?? "WARN",
    });
    const api = await runFunctions(settings, keep);
    const controlUrls = simulated?.controlUrls ?? null;
    const { url } = await keep(
      FrontDoor.start(
        settings,
        api,
        { issuer: issuer.url, secret },
        controlUrls && (await Simulators.accounts(controlUrls)),
      ),
    );
    if (controlUrls && settings.marketSpeed > 0) {
      await keep(Market.start(controlUrls, settings.marketSpeed));
    }
    return { origin: url, apiUrl: `${url}${API}`, issuer, controlUrls, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The issuer takes its own origin by either name of this machine. */
function origins({ ports, origins }: Settings.Settings): string[] {
  return [`http://127.0.0.1:${ports.api}`, `http://localhost:${ports.api}`, ...origins];
}

async function make(endpoints: Endpoints.Running): Promise<Resources.Environment> {
  Object.assign(process.env, endpoints.environment);
  return await Resources.create(NAME, resources);
}

/** The handlers are loaded once their environment is set, as on Lambda. */
async function runFunctions(
  settings: Settings.Settings,
  keep: <T extends Closing>(starting: Promise<T> | T) => Promise<T>,
): Promise<Gateway.Options["handler"]> {
  const [api, { shutdown }] = await Promise.all([
    import("@cloudco/functions/api/handler"),
    import("@cloudco/functions/lib/shutdown"),
  ]);
  for (const pipeline of queues) {
    const queueUrl = process.env[queueVariable(pipeline.queue)] ?? "";
    const { handler } = await import(`@cloudco/functions/queue/${pipeline.function}`);
    await keep(EventSource.start({ queueUrl, batchSize: pipeline.batchSize, width: WIDTH, handler }));
  }
  const scheduled = new Map<string, (event?: unknown) => Promise<void>>();
  for (const name of new Set([...schedules.map((schedule) => schedule.function), visit.function])) {
    scheduled.set(arn(name), (await import(`@cloudco/functions/schedule/${name}`)).handler);
  }
  const scheduler = await keep(
    Scheduler.start({
      port: settings.ports.scheduler,
      dataFile: join(settings.folder, "scheduler.db"),
      accessKeyId: process.env.AWS_ACCESS_KEY_ID,
      invoke: async (target) => {
        await scheduled.get(target.arn)?.(JSON.parse(target.input));
      },
    }),
  );
  Object.assign(process.env, WATCHES, { AWS_ENDPOINT_URL_SCHEDULER: scheduler.url });
  await schedule(scheduler.url);
  // What the last process left open when it was killed is looked after at once, not at the next full minute.
  const recovery = scheduled.get(arn("reconcile"))?.();
  const recovered = recovery?.catch((error: unknown) => console.error("Recovery failed:", error));
  await keep({ close: async () => await recovered });
  await keep({ close: async () => shutdown.abort() });
  return api.handler;
}

const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const ROLE = "arn:aws:iam::000000000000:role/scheduler";
/** What the functions that arrange the schedules of connections find in their environment. */
const WATCHES = {
  WATCHES_GROUP: `${NAME}-watches`,
  WATCHES_TARGET_ARN: arn(visit.function),
  WATCHES_ROLE_ARN: ROLE,
};

async function schedule(endpoint: string): Promise<void> {
  const client = new SchedulerClient({ endpoint });
  for (const { function: name, expression, input } of schedules) {
    const definition = {
      Name: [name, ...Object.values(input).map((value) => value.split(" ")[0])].join("-"),
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: "OFF" as const },
      Target: {
        Arn: arn(name),
        RoleArn: ROLE,
        Input: JSON.stringify(input),
      },
    };
    const known = await client.send(new GetScheduleCommand({ Name: definition.Name })).catch(() => null);
    await client.send(known ? new UpdateScheduleCommand(definition) : new CreateScheduleCommand(definition));
  }
  await client
    .send(new CreateScheduleGroupCommand({ Name: WATCHES.WATCHES_GROUP }))
    .catch((error: unknown) => {
      if (!(error instanceof ConflictException)) throw error;
    });
  client.destroy();
}
