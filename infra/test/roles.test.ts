// Guarantee: what is deployed keeps customers' secrets from every function that has no use for them.

import { Connection } from "@cloudco/core/connection/connection";
import { queues, schedules } from "@cloudco/functions/pipelines";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { evaluate, type Graph } from "./evaluate.ts";
import { ACCOUNT, KEY_ARN, REGION } from "./mocks.ts";
import { allows, statementsOf } from "./policy.ts";

const FUNCTIONS = ["Api", "Order", "Reconcile", "Scan", "Verify"];

describe.each(["production", "staging"])("the functions and roles of %s", (stage) => {
  let g: Graph;
  beforeAll(async () => {
    g = await evaluate(stage);
  }, 120_000);

  const role = (name: string) => g.one("aws:iam/role:Role", `${name}Role`);
  const fn = (name: string) => g.one("aws:lambda/function:Function", `${name}Function`);

  describe("functions", () => {
    test("are these, each with a role of its own", () => {
      const all = g.byType("aws:lambda/function:Function");
      expect(all.map(({ name }) => name).sort()).toEqual(FUNCTIONS.map((name) => `${name}Function`));
      expect(new Set(all.map(({ inputs }) => inputs.role)).size).toBe(FUNCTIONS.length);
    });

    test.each(FUNCTIONS)(
      "%s runs on nodejs24.x, arm64, and writes JSON to a log of its own that ends",
      (name) => {
        const logGroup = `/aws/lambda/cloudco-${stage}-${name}`;
        expect(fn(name).inputs).toMatchObject({
          runtime: "nodejs24.x",
          architectures: ["arm64"],
          memorySize: 512,
          loggingConfig: { logFormat: "JSON", logGroup },
        });
        expect(g.one("aws:cloudwatch/logGroup:LogGroup", `${name}Logs`).inputs).toEqual({
          name: logGroup,
          retentionInDays: 30,
        });
      },
    );

    test.each([
      ["Api", 29],
      ["Order", queues.find(({ queue }) => queue === "orders")?.timeout],
      ["Verify", queues.find(({ queue }) => queue === "verify")?.timeout],
      ["Scan", schedules.find((schedule) => schedule.function === "scan")?.timeout],
      ["Reconcile", schedules.find((schedule) => schedule.function === "reconcile")?.timeout],
    ])("%s may take as long as is declared", (name, timeout) => {
      expect(fn(name).inputs.timeout).toBe(timeout);
    });

    test.each([
      [
        "Api",
        ["AUTH_AUDIENCE", "AUTH_ISSUER", "CREDENTIALS_KEY", "DEFAULT_PLAN", "TABLE_NAME", "VERIFY_QUEUE_URL"],
      ],
      ["Order", ["DEFAULT_PLAN", "ORDERS_QUEUE_URL", "TABLE_NAME"]],
      ["Verify", ["TABLE_NAME", "VERIFY_QUEUE_URL"]],
      ["Scan", ["DEFAULT_PLAN", "ORDERS_QUEUE_URL", "TABLE_NAME"]],
      ["Reconcile", ["ORDERS_QUEUE_URL", "TABLE_NAME", "VERIFY_QUEUE_URL"]],
    ])("%s is told of nothing that it has no use for", (name, variables) => {
      const { environment } = z
        .object({ environment: z.object({ variables: z.record(z.string(), z.unknown()) }) })
        .parse(fn(name).inputs);
      const own = Object.keys(environment.variables).filter((key) => !/^(SST_|POWERTOOLS_)/.test(key));
      expect(own.sort()).toEqual(variables);
    });

    test("calls that a schedule made are not repeated late", () => {
      for (const { inputs } of g.byType("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig")) {
        expect(inputs).toMatchObject({ maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 });
      }
    });
  });

  describe("roles", () => {
    test("have no wildcard, no managed policy, and the foundation's boundary", () => {
      const roles = g.byType("aws:iam/role:Role");
      expect(roles.length).toBe(FUNCTIONS.length + schedules.length);
      for (const { name, inputs } of roles) {
        for (const { Action, Resource } of statementsOf({ type: "", name, inputs })) {
          expect(Action.join(), name).not.toContain("*");
          // The streams of the function's own log group are the one thing that can't be named beforehand.
          const logStreams = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/cloudco-${stage}-${name.replace(/Role$/, "")}:*`;
          expect(
            Resource.filter((arn) => arn.includes("*") && arn !== logStreams),
            name,
          ).toEqual([]);
        }
        expect(inputs.managedPolicyArns ?? [], name).toEqual([]);
        expect(inputs.permissionsBoundary, name).toBe(`arn:aws:iam::${ACCOUNT}:policy/cloudco-boundary`);
      }
    });

    test.each(FUNCTIONS)("that of %s is for Lambda alone", (name) => {
      const policy = z.object({ Statement: z.array(z.unknown()) }).parse(role(name).inputs.assumeRolePolicy);
      expect(policy.Statement).toEqual([
        {
          Action: "sts:AssumeRole",
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Sid: expect.any(String),
        },
      ]);
    });

    test("those of the schedules are for our schedules alone, and call one function", () => {
      const theirs = g.byType("aws:iam/role:Role").filter(({ name }) => name.endsWith("EveryRole"));
      expect(theirs).toHaveLength(schedules.length);
      for (const { type, name, inputs } of theirs) {
        const [trust] = z
          .object({ Statement: z.array(z.unknown()) })
          .parse(JSON.parse(String(inputs.assumeRolePolicy))).Statement;
        expect(trust).toMatchObject({
          Principal: { Service: ["scheduler.amazonaws.com"] },
          Condition: {
            StringEquals: { "aws:SourceAccount": [ACCOUNT] },
            ArnEquals: {
              "aws:SourceArn": [
                `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/cloudco-${stage}-schedules`,
              ],
            },
          },
        });
        expect(statementsOf({ type, name, inputs })).toEqual([
          {
            Effect: "Allow",
            Action: ["lambda:InvokeFunction"],
            Resource: [expect.stringMatching(/:function:/)],
          },
        ]);
      }
    });

    test("keep the names by which the foundation limits them", () => {
      const kinds = [
        "aws:iam/role:Role",
        "aws:lambda/function:Function",
        "aws:sqs/queue:Queue",
        "aws:dynamodb/table:Table",
      ];
      for (const { inputs } of kinds.flatMap((kind) => g.byType(kind))) {
        expect(inputs.name).toMatch(new RegExp(`^cloudco-${stage}-`));
      }
      for (const name of FUNCTIONS) {
        expect(role(name).inputs.name).toMatch(new RegExp(`^cloudco-${stage}-${name}Role-`));
      }
    });
  });

  describe("the credentials key", () => {
    const context = Connection.encryptionContext({
      accountId: "a",
      provider: "hetzner",
      id: "con_1",
      version: 1,
    });
    const may = (name: string, action: string, given?: Record<string, string>) =>
      allows(statementsOf(role(name)), { action, resource: KEY_ARN, context: given });

    test("opens for the functions that log in to a provider, and no other", () => {
      expect(FUNCTIONS.filter((name) => may(name, "kms:Decrypt", context))).toEqual([
        "Order",
        "Reconcile",
        "Verify",
      ]);
    });

    test("seals for the API, which can't open", () => {
      expect(FUNCTIONS.filter((name) => may(name, "kms:GenerateDataKey", context))).toEqual(["Api"]);
      expect(may("Api", "kms:Decrypt", context)).toBe(false);
    });

    test("is nothing that the scan has any right to", () => {
      const actions = statementsOf(role("Scan")).flatMap(({ Action }) => Action);
      expect(actions.filter((action) => action.startsWith("kms:"))).toEqual([]);
    });

    test.each(Object.keys(context))("does nothing without the context's %s, or with more", (missing) => {
      const { [missing]: _, ...incomplete } = context;
      for (const name of FUNCTIONS) {
        for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
          expect(may(name, action, incomplete)).toBe(false);
          expect(may(name, action, { ...context, other: "x" })).toBe(false);
          expect(may(name, action)).toBe(false);
        }
      }
    });

    test("has no other use: no role may encrypt, re-encrypt, grant or administer", () => {
      const kms = g
        .byType("aws:iam/role:Role")
        .flatMap((candidate) => statementsOf(candidate))
        .flatMap(({ Action }) => Action)
        .filter((action) => action.startsWith("kms:"));
      expect([...new Set(kms)].sort()).toEqual(["kms:Decrypt", "kms:GenerateDataKey"]);
      expect(g.byType("aws:kms/key:Key")).toEqual([]);
    });
  });
});
