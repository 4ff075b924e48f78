import { randomUUID } from "node:crypto";
import { CreateScheduleGroupCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { Distribution } from "@cloudco/emulators/distribution/distribution";
import { EventSource } from "@cloudco/emulators/event-source";
import { Gateway } from "@cloudco/emulators/gateway/gateway";
import { Scheduler } from "@cloudco/emulators/scheduler/scheduler";
import { API, SECRET_HEADER } from "@cloudco/functions/origin";
import { type QueuePipeline, queues, queueVariable, schedules, visit } from "@cloudco/functions/pipelines";
import { AUDIENCE, startIssuer } from "@cloudco/functions/test/api/issuer";
import { freshResources } from "@cloudco/functions/test/fresh";
import { control } from "@cloudco/simulators/control-client";
import { Simulators } from "@cloudco/simulators/simulators";
import { inject } from "vitest";
import * as z from "zod";
import type { Graph } from "./evaluate.ts";
import { ACCOUNT, REGION } from "./mocks.ts";
import { statementsOf } from "./policy.ts";
import { type Running, start } from "./process.ts";
import { checkRole, type RoleCheck } from "./role-check.ts";

type Declared = (typeof queues)[number]["function"] | (typeof schedules)[number]["function"];
export type FunctionName = "Api" | Capitalize<Declared | typeof visit.function>;
/** The API, and everything that a pipeline starts. */
export const FUNCTIONS: readonly FunctionName[] = [
  "Api",
  ...new Set([...queues, ...schedules, visit].map((pipeline) => nameOf(pipeline.function))),
];

function nameOf<Name extends string>(name: Name): Capitalize<Name> {
  return name.replace(/^./, (letter) => letter.toUpperCase()) as Capitalize<Name>;
}

export type Deployed = {
  functions: Record<FunctionName, Running>;
  roleChecks: Record<FunctionName, RoleCheck>;
  /** The command ports of the simulators. */
  controlUrls: Simulators.Running["controlUrls"];
  /** The events of the schedules that fired. */
  fired: string[];
  /** Sets every function's clock forward, and the provider's. */
  advance(seconds: number): Promise<void>;
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** Keeps the queue's messages from its function, until the returned function is called. */
  hold(queue: QueuePipeline["queue"]): () => void;
  call(
    customer: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; json: unknown }>;
  close(): Promise<void>;
};

const Variables = z.object({ variables: z.record(z.string(), z.string()) });

/**
 * The bundles as they are deployed, each in a process of its own with the environment that is declared for it, and with
 * the rights of its role alone; around them the local stack's API gateway, queues and event sources.
 */
export async function deploy(graph: Graph): Promise<Deployed> {
  const local = await freshResources();
  const issuer = await startIssuer();
  const simulators = await Simulators.start(() => ({}));
  const endpoints = inject("endpoints");
  const fired: string[] = [];
  const scheduler = await Scheduler.start({
    invoke: async ({ input }) => {
      fired.push(input);
      await functions.Visit.invoke(JSON.parse(input), aheadMs);
    },
  });
  const arns = arnsOf(graph);
  const values: Record<string, string> = {
    ...local,
    ...watchesOf(graph),
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: AUDIENCE,
    ORIGIN_SECRETS: randomUUID(),
  };
  const closing: (() => unknown)[] = [issuer.close, simulators.close, scheduler.close];
  let aheadMs = 0;

  const load = async (name: FunctionName) => {
    const services = {
      DynamoDB_20120810: endpoints.AWS_ENDPOINT_URL_DYNAMODB ?? "",
      AmazonSQS: endpoints.AWS_ENDPOINT_URL_SQS ?? "",
      TrentService: endpoints.AWS_ENDPOINT_URL_KMS ?? "",
      Scheduler: scheduler.url,
    };
    const roleCheck = await checkRole(
      statementsOf(graph.one("aws:iam/role:Role", `${name}Role`)),
      services,
      arns,
    );
    const { environment } = graph.one("aws:lambda/function:Function", `${name}Function`).inputs;
    const declared = Object.keys(Variables.parse(environment).variables);
    const given = Object.fromEntries(declared.flatMap((key) => (values[key] ? [[key, values[key]]] : [])));
    const running = await start(graph.bundles.get(name)?.entry ?? "", {
      ...given,
      ...(declared.includes("DEFAULT_PLAN") ? { DEFAULT_PLAN: "business" } : {}),
      // What Lambda itself, and this test in place of the provider, adds.
      AWS_REGION: endpoints.AWS_REGION ?? "",
      AWS_ACCESS_KEY_ID: endpoints.AWS_ACCESS_KEY_ID ?? "",
      AWS_SECRET_ACCESS_KEY: endpoints.AWS_SECRET_ACCESS_KEY ?? "",
      AWS_ENDPOINT_URL: roleCheck.url,
      ...simulators.environment,
      HETZNER_POLL_SECONDS: "0.2",
    });
    closing.push(running.close, roleCheck.close);
    return [name, running, roleCheck] as const;
  };
  await createGroup(graph, scheduler.url);
  const loaded = [];
  for (const name of FUNCTIONS) loaded.push(await load(name));
  const functions = Object.fromEntries(
    loaded.map(([name, running]) => [name, running]),
  ) as Deployed["functions"];
  const roleChecks = Object.fromEntries(
    loaded.map(([name, , roleCheck]) => [name, roleCheck]),
  ) as Deployed["roleChecks"];

  const invoke = (name: FunctionName, event: unknown) => functions[name].invoke(event, aheadMs);
  const door = await openDoor(graph, values.ORIGIN_SECRETS ?? "", (event) => invoke("Api", event));
  closing.push(door.close);

  const held = new Map<QueuePipeline["queue"], Promise<void>>();
  for (const { queue, batchSize, ...pipeline } of queues) {
    const name = nameOf(pipeline.function);
    const source = EventSource.start({
      queueUrl: local[queueVariable(queue)],
      batchSize,
      width: 1,
      handler: async (event) => {
        await held.get(queue);
        return (await invoke(name, event)) as Awaited<ReturnType<EventSource.Options["handler"]>>;
      },
    });
    closing.push(() => source.close());
  }

  return {
    functions,
    roleChecks,
    controlUrls: simulators.controlUrls,
    fired,
    invoke,
    async advance(seconds) {
      for (const controlUrl of Object.values(simulators.controlUrls)) {
        await control(controlUrl, "POST", "/clock", { advanceSeconds: seconds });
      }
      aheadMs += seconds * 1000;
    },
    hold(queue) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(queue, promise);
      return resolve;
    },
    async call(customer, method, path, body) {
      const token = await issuer.sign(customer, { lifetimeSeconds: 86_400 });
      const response = await fetch(`${door.url}${API}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body ? { "content-type": "application/json" } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      return { status: response.status, json: text ? JSON.parse(text) : null };
    },
    async close() {
      for (const end of closing.reverse()) await end();
    },
  };
}

/** CloudFront in front of the gateway, with the function and the secret that are deployed. */
async function openDoor(graph: Graph, secret: string, invoke: (event: unknown) => Promise<unknown>) {
  const { code } = graph.one("aws:cloudfront/function:Function", "ApiRequest").inputs;
  const origin = Gateway.create({
    handler: async (event) => (await invoke(event)) as Awaited<ReturnType<Gateway.Options["handler"]>>,
  });
  return await Distribution.start({
    behaviors: [
      {
        pattern: "*",
        origin,
        viewerRequest: String(code),
        originHeaders: { [SECRET_HEADER]: secret },
      },
    ],
  });
}

/** The schedules of connections are called as they will be on AWS. */
function watchesOf(graph: Graph): Record<string, string> {
  const { environment } = graph.one("aws:lambda/function:Function", "ApiFunction").inputs;
  const { variables } = Variables.parse(environment);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => name.startsWith("WATCHES_")));
}

async function createGroup(graph: Graph, endpoint: string): Promise<void> {
  const { name } = graph.one("aws:scheduler/scheduleGroup:ScheduleGroup", "Watches").inputs;
  const client = new SchedulerClient({ endpoint });
  await client.send(new CreateScheduleGroupCommand({ Name: String(name) }));
  client.destroy();
}

function arnsOf(graph: Graph) {
  const table = String(graph.one("aws:dynamodb/table:Table", "DataTable").inputs.name);
  const orders = statementsOf(graph.one("aws:iam/role:Role", "OrderRole"));
  const resource = (pattern: RegExp) => {
    const found = orders.flatMap((statement) => statement.Resource).find((arn) => pattern.test(arn));
    if (!found) throw new Error(`The role of Order names nothing like ${pattern}.`);
    return found;
  };
  const queue = resource(/:sqs:.*-orders$/);
  return {
    table: resource(new RegExp(`:table/${table}$`)),
    key: resource(/:kms:/),
    schedule: (group: string, name: string) =>
      `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${group}/${name}`,
    /** test-<id>-orders -> the ARN of the deployed queue of that name. */
    queue: (name: string) => queue.replace(/-orders$/, name.slice(name.lastIndexOf("-"))),
  };
}

export const customer = () => `user-${randomUUID()}`;
