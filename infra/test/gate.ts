import { createServer } from "node:http";
import { HttpServer } from "@cloudco/local/http-server";
import * as z from "zod";
import { type Attempt, allows, type Statement } from "./policy.ts";
import { Usage } from "./usage.ts";

/** Where the SDK finds the services, by the prefix of its X-Amz-Target header. */
export type Services = { DynamoDB_20120810: string; AmazonSQS: string; TrentService: string };

/** What the deployed resources are called, since a request names the local ones. */
export type Arns = { table: string; queue(name: string): string; key: string };

export type Call = { readonly action: string; readonly used: Usage.Usage };

export type Gate = HttpServer.Listening & {
  readonly attempts: Attempt[];
  readonly refused: Attempt[];
  /** What was answered, in that order. */
  readonly calls: readonly Call[];
  /** What the function has used since the last call. */
  take(): Usage.Usage;
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
export async function guard(statements: readonly Statement[], services: Services, arns: Arns): Promise<Gate> {
  const attempts: Attempt[] = [];
  const refused: Attempt[] = [];
  const calls: Call[] = [];
  let taken = 0;
  const server = createServer(async (request, response) => {
    const body = (await HttpServer.readBody(request, 16 * 1024 * 1024)) ?? Buffer.alloc(0);
    const [service = "", action = ""] = String(request.headers["x-amz-target"]).split(".");
    const input: object = JSON.parse(String(body));
    const wanted = attemptsOf(service, action, input, arns);
    attempts.push(...wanted);
    const denied = wanted.filter((attempt) => !allows(statements, attempt));
    refused.push(...denied);
    if (denied.length > 0) {
      response.writeHead(400, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ __type: "AccessDeniedException", message: JSON.stringify(denied) }));
      return;
    }
    const upstream = services[service as keyof Services];
    const headers = new Headers();
    for (const name of ["authorization", "content-type", "x-amz-target", "x-amz-date"]) {
      headers.set(name, String(request.headers[name]));
    }
    const sent = service === "DynamoDB_20120810" ? { ...input, ReturnConsumedCapacity: "TOTAL" } : input;
    const answer = await fetch(upstream, { method: "POST", headers, body: JSON.stringify(sent) });
    const text = await answer.text();
    calls.push({ action, used: Usage.of(service, action, text) });
    response.writeHead(answer.status, {
      "content-type": answer.headers.get("content-type") ?? "application/json",
    });
    response.end(text);
  });
  const take = () => {
    const since = calls.slice(taken);
    taken = calls.length;
    return Usage.sum(since.map(({ used }) => used));
  };
  return { ...(await HttpServer.listen(server, {})), attempts, refused, calls, take };
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
