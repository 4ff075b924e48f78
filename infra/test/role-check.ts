import { createServer, type IncomingHttpHeaders } from "node:http";
import { HttpServer } from "@cloudco/emulators/http-server";
import * as z from "zod";
import { type Attempt, allows, type Statement } from "./policy.ts";
import { Usage } from "./usage.ts";

/** Where the SDK finds the services, by the prefix of its X-Amz-Target header. */
export type Services = {
  DynamoDB_20120810: string;
  AmazonSQS: string;
  TrentService: string;
  /** Speaks REST, and so has no such header. */
  Scheduler: string;
};

/** What the deployed resources are called, since a request names the local ones. */
export type Arns = {
  table: string;
  queue(name: string): string;
  key: string;
  schedule(group: string, name: string): string;
};

type Call = { readonly action: string; readonly used: Usage.Usage };

export type RoleCheck = HttpServer.Listening & {
  readonly attempts: Attempt[];
  readonly refused: Attempt[];
  /** What was answered, in that order. */
  readonly calls: readonly Call[];
  /** What the function has used since the last call. */
  drain(): Usage.Usage;
};

const Query = z.object({ IndexName: z.string().optional() });
const Step = z.enum(["Put", "Update", "Delete", "ConditionCheck"]);
const Transaction = z.object({ TransactItems: z.array(z.partialRecord(Step, z.unknown())) });
const ToQueue = z.object({ QueueUrl: z.string() });
const WithKey = z.object({ EncryptionContext: z.record(z.string(), z.string()).optional() });

const VERBS = {
  Put: "PutItem",
  Update: "UpdateItem",
  Delete: "DeleteItem",
  ConditionCheck: "ConditionCheckItem",
};

/**
 * Stands between a function and the local services as IAM does on AWS: what the function's role does not allow is
 * refused. So a function that works behind it has all the rights it needs.
 */
export async function checkRole(
  statements: readonly Statement[],
  services: Services,
  arns: Arns,
): Promise<RoleCheck> {
  const attempts: Attempt[] = [];
  const refused: Attempt[] = [];
  const calls: Call[] = [];
  let drained = 0;
  const server = createServer(async (request, response) => {
    const body = (await HttpServer.readBody(request, 16 * 1024 * 1024)) ?? Buffer.alloc(0);
    const { method = "", url: path = "/" } = request;
    const target = request.headers["x-amz-target"];
    const [service = "", action = ""] = target ? String(target).split(".") : ["Scheduler", method];
    const input: object = JSON.parse(String(body) || "{}");
    const wanted =
      service === "Scheduler"
        ? schedulings(method, path, input, arns)
        : attemptsOf(service, action, input, arns);
    attempts.push(...wanted);
    const denied = wanted.filter((attempt) => !allows(statements, attempt));
    refused.push(...denied);
    if (denied.length > 0) {
      response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ __type: "AccessDeniedException", message: JSON.stringify(denied) }));
      return;
    }
    const upstream = services[service as keyof Services];
    const sent = service === "DynamoDB_20120810" ? { ...input, ReturnConsumedCapacity: "TOTAL" } : input;
    const answer = await fetch(new URL(path, upstream), {
      method,
      headers: forwarded(request.headers),
      ...(body.length > 0 ? { body: JSON.stringify(sent) } : {}),
    });
    const text = await answer.text();
    calls.push({ action, used: Usage.of(service, action, text) });
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
    });
    response.end(text);
  });
  const drain = () => {
    const since = calls.slice(drained);
    drained = calls.length;
    return Usage.sum(since.map(({ used }) => used));
  };
  return { ...(await HttpServer.listen(server, {})), attempts, refused, calls, drain };
}

function forwarded(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const name of ["authorization", "content-type", "x-amz-target", "x-amz-date"]) {
    const value = given[name];
    if (value) headers.set(name, String(value));
  }
  return headers;
}

const Making = z.object({ GroupName: z.string(), Target: z.object({ RoleArn: z.string() }) });

/** Whoever makes a schedule hands a role to Scheduler. */
function schedulings(method: string, path: string, input: unknown, arns: Arns): Attempt[] {
  const { pathname, searchParams } = new URL(path, "http://scheduler");
  const name = pathname.replace("/schedules/", "");
  if (method === "DELETE") {
    const resource = arns.schedule(searchParams.get("groupName") ?? "", name);
    return [{ action: "scheduler:DeleteSchedule", resource }];
  }
  if (method !== "POST")
    throw new Error(`A function calls ${method} ${path}, which this test does not know.`);
  const { GroupName, Target } = Making.parse(input);
  const context = { "iam:PassedToService": "scheduler.amazonaws.com" };
  return [
    { action: "scheduler:CreateSchedule", resource: arns.schedule(GroupName, name) },
    { action: "iam:PassRole", resource: Target.RoleArn, context },
  ];
}

/** What IAM asks the role for. A transaction asks for each of its steps. */
function attemptsOf(service: string, action: string, input: unknown, arns: Arns): Attempt[] {
  switch (service) {
    case "DynamoDB_20120810": {
      if (action === "TransactWriteItems") {
        const steps = Transaction.parse(input).TransactItems.flatMap((item) => Object.keys(item));
        return steps.map((step) => ({
          action: `dynamodb:${VERBS[Step.parse(step)]}`,
          resource: arns.table,
        }));
      }
      const { IndexName } = Query.parse(input);
      const resource = IndexName ? `${arns.table}/index/${IndexName}` : arns.table;
      return [{ action: `dynamodb:${action}`, resource }];
    }
    case "AmazonSQS": {
      const queue = ToQueue.parse(input).QueueUrl.split("/").at(-1) ?? "";
      return [{ action: `sqs:${action.replace(/Batch$/, "")}`, resource: arns.queue(queue) }];
    }
    case "TrentService":
      return [
        { action: `kms:${action}`, resource: arns.key, context: WithKey.parse(input).EncryptionContext },
      ];
    default:
      throw new Error(`A function calls ${service}.${action}, which this test does not know.`);
  }
}
