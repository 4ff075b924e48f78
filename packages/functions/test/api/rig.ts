import { randomUUID } from "node:crypto";
import type { Context } from "@cloudco/core/context/context";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { expect } from "vitest";
import { handler } from "../../src/api/handler.ts";
import { runtime } from "../../src/lib/runtime.ts";
import { ADDRESS_HEADER, API, PATH_HEADER, SECRET_HEADER } from "../../src/origin.ts";
import { freshResources } from "../fresh.ts";
import { AUDIENCE, startIssuer, type TestIssuer } from "./issuer.ts";

/** What the front door of these tests proves itself by. */
export const ORIGIN_SECRET = randomUUID();

export type Answer = {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON, or undefined where there is none. */
  json: unknown;
};

export type Request = { headers?: Record<string, string>; body?: unknown; text?: string; token?: string };

export type Customer = {
  id: string;
  token: string;
  call(method: string, path: string, body?: unknown): Promise<Answer>;
};

export type Rig = {
  ctx: Context;
  issuer: TestIssuer;
  /** A customer whom nobody has seen before. */
  customer(): Promise<Customer>;
  close(): Promise<void>;
};

/** The deployed handler over the embedded database, queue and key service. */
export async function rig(settings: Record<string, string> = {}): Promise<Rig> {
  const issuer = await startIssuer();
  await freshResources();
  Object.assign(process.env, {
    AUTH_ISSUER: issuer.url,
    AUTH_AUDIENCE: AUDIENCE,
    ORIGIN_SECRETS: ORIGIN_SECRET,
    DEFAULT_PLAN: "business",
    CONNECTION_WAIT_SECONDS: "0",
    ACCOUNT_REQUESTS_PER_MINUTE: "1000000",
    ...settings,
  });
  return {
    ctx: runtime(),
    issuer,
    close: issuer.close,
    async customer() {
      const id = `user-${randomUUID()}`;
      const token = await issuer.sign(id);
      return { id, token, call: (method, path, body) => call(method, path, { token, body }) };
    },
  };
}

/** What the handler tells the app of a request that came through the front door. */
export const viewed = (path: string) => ({ address: "198.51.100.7", path });

/** Sends an event as API Gateway makes it behind the front door. `path` is what stands in the request line, below /api. */
export async function call(method: string, path: string, request: Request = {}): Promise<Answer> {
  const result = await handler(event(method, path, request));
  const text = result.body ?? "";
  const headers = Object.fromEntries(
    Object.entries(result.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const json: unknown = text && /json/.test(headers["content-type"] ?? "") ? JSON.parse(text) : undefined;
  return { status: result.statusCode ?? 0, headers, text, json };
}

export function event(method: string, path: string, request: Request): APIGatewayProxyEventV2 {
  const { token, body, text = body === undefined ? undefined : JSON.stringify(body) } = request;
  const [encodedPath = "/", ...query] = path.split("?");
  const headers = {
    host: "api.test",
    [SECRET_HEADER]: ORIGIN_SECRET,
    [ADDRESS_HEADER]: "198.51.100.7:46532",
    [PATH_HEADER]: `${API}${encodedPath}`,
    ...(text === undefined ? {} : { "content-type": "application/json" }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...request.headers,
  };
  const rawPath = decode(encodedPath);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString: query.join("?"),
    headers,
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: false,
    requestContext: {
      accountId: "000000000000",
      apiId: "test",
      domainName: "api.test",
      domainPrefix: "api",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: "24/Nov/2026:12:00:00 +0000",
      timeEpoch: Date.now(),
    },
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A problem of this code, and complete as one. */
export function expectProblem(
  answer: Answer,
  status: number,
  code: string,
  fields?: readonly string[],
): void {
  expect(answer.json).toEqual({
    type: `urn:problem-type:cloudco:${code}`,
    title: expect.stringMatching(/\w/),
    status,
    detail: expect.stringMatching(/^[A-Z].*\.$/),
    code,
    requestId: answer.headers["x-request-id"],
    ...(fields ? { errors: expect.any(Array) } : {}),
  });
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  });
  if (fields) {
    const { errors } = answer.json as { errors: { field: string }[] };
    expect(errors.map((error) => error.field).sort()).toEqual([...fields].sort());
  }
}
