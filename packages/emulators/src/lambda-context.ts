export * as LambdaContext from "./lambda-context.ts";

import { randomUUID } from "node:crypto";
import type { Context } from "aws-lambda";
import { Protocol } from "./protocol.ts";

/** The second argument of a Lambda handler, as the runtime gives it to a function with this name and timeout. */
export function create(
  functionName: string,
  timeoutMs: number,
  awsRequestId: string = randomUUID(),
): Context {
  const deadlineMs = Date.now() + timeoutMs;
  return {
    awsRequestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:${Protocol.REGION}:${Protocol.ACCOUNT}:function:${functionName}`,
    memoryLimitInMB: "1024",
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
    // The types still ask for these three of the Node.js 0.10 runtime.
    done() {},
    fail() {},
    succeed() {},
  };
}
