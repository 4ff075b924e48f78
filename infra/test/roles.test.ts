// Guarantee: what is deployed keeps customers' secrets from every function that has no use for them.

import { Connection } from "@cloudco/core/connection/connection";
import { queues, schedules, visit } from "@cloudco/functions/pipelines";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { evaluate, type Graph } from "./evaluate.ts";
import { ACCOUNT, KEY_ARN, REGION } from "./mocks.ts";
import { allows, statementsOf } from "./policy.ts";

const FUNCTIONS = ["Api", "Order", "Reconcile", "Scan", "Verify", "Visit"];

/** What a function is told that makes and ends the schedules of connections. */
const ARRANGING = ["WATCHES_GROUP", "WATCHES_ROLE_ARN", "WATCHES_TARGET_ARN"];

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
      ["Visit", visit.timeout],
      ["Reconcile", schedules.find((schedule) => schedule.function === "reconcile")?.timeout],
    ])("%s may take as long as is declared", (name, timeout) => {
      expect(fn(name).inputs.timeout).toBe(timeout);
    });

    test.each([
      [
        "Api",
        [
          "AUTH_AUDIENCE",
          "AUTH_ISSUER",
          "CREDENTIALS_KEY",
          "DEFAULT_PLAN",
          "ORDERS_QUEUE_URL",
          "ORIGIN_SECRETS",
          "TABLE_NAME",
          "VERIFY_QUEUE_URL",
          ...ARRANGING,
        ],
      ],
      ["Order", ["DEFAULT_PLAN", "ORDERS_QUEUE_URL", "TABLE_NAME"]],
      ["Verify", ["CREDENTIALS_KEY", "TABLE_NAME", "VERIFY_QUEUE_URL"]],
      ["Scan", ["DEFAULT_PLAN", "ORDERS_QUEUE_URL", "TABLE_NAME"]],
      ["Visit", ["DEFAULT_PLAN", "ORDERS_QUEUE_URL", "TABLE_NAME", "WATCHES_GROUP"]],
      ["Reconcile", ["ORDERS_QUEUE_URL", "TABLE_NAME", "VERIFY_QUEUE_URL", ...ARRANGING]],
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
      expect(roles.length).toBe(FUNCTIONS.length + schedules.length + 1);
      for (const { name, inputs } of roles) {
        for (const { Action, Resource } of statementsOf({ type: "", name, inputs })) {
          expect(Action.join(), name).not.toContain("*");
          // What can't be named beforehand: the streams of the function's own log group, and connections' schedules.
          const unnamed = [
            `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/lambda/cloudco-${stage}-${name.replace(/Role$/, "")}:*`,
            `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/cloudco-${stage}-watches/con_*`,
          ];
          expect(
            Resource.filter((arn) => arn.includes("*") && !unnamed.includes(arn)),
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

    const watcher = () => g.one("aws:iam/role:Role", "WatchesRole");

    test("that of connections' schedules is for their group alone, and calls Visit alone", () => {
      const [trust] = z
        .object({ Statement: z.array(z.unknown()) })
        .parse(JSON.parse(String(watcher().inputs.assumeRolePolicy))).Statement;
      expect(trust).toMatchObject({
        Principal: { Service: ["scheduler.amazonaws.com"] },
        Condition: {
          StringEquals: { "aws:SourceAccount": [ACCOUNT] },
          ArnEquals: {
            "aws:SourceArn": [
              `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/cloudco-${stage}-watches`,
            ],
          },
        },
      });
      const called = z.object({ name: z.string() }).parse(fn("Visit").inputs).name;
      expect(statementsOf(watcher())).toEqual([
        {
          Effect: "Allow",
          Action: ["lambda:InvokeFunction"],
          Resource: [expect.stringMatching(new RegExp(`:function:${called}$`))],
        },
      ]);
    });

    // Whoever can make a schedule can have it call whatever the role that is handed over may call.
    test("those that make schedules hand over that role alone, and to Scheduler alone", () => {
      const group = `cloudco-${stage}-watches`;
      const attempt = (name: string, action: string, resource: string, context?: Record<string, string>) =>
        allows(statementsOf(role(name)), { action, resource, context });
      const schedule = (of: string) => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${of}/con_1`;
      const who = (action: string) =>
        FUNCTIONS.filter((name) => attempt(name, `scheduler:${action}`, schedule(group)));
      expect(who("CreateSchedule")).toEqual(["Api", "Reconcile"]);
      expect(who("DeleteSchedule")).toEqual(["Api", "Reconcile", "Visit"]);
      expect(who("UpdateSchedule")).toEqual([]);
      const arn = `arn:aws:iam::${ACCOUNT}:role/${watcher().inputs.name}`;
      const to = (service: string) => ({ "iam:PassedToService": `${service}.amazonaws.com` });
      for (const name of FUNCTIONS) {
        const arranges = ["Api", "Reconcile"].includes(name);
        expect(attempt(name, "scheduler:DeleteSchedule", schedule(`cloudco-${stage}-schedules`))).toBe(false);
        expect(attempt(name, "iam:PassRole", arn, to("scheduler"))).toBe(arranges);
        expect(attempt(name, "iam:PassRole", arn, to("lambda"))).toBe(false);
        expect(attempt(name, "iam:PassRole", arn)).toBe(false);
        const passed = statementsOf(role(name)).filter(({ Action }) => Action.includes("iam:PassRole"));
        expect(passed.flatMap(({ Resource }) => Resource)).toEqual(arranges ? [arn] : []);
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
      // The foundation lets a role of this name be handed to Scheduler.
      expect(watcher().inputs.name).toBe(`cloudco-${stage}-watches`);
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
        "Visit",
      ]);
    });

    test("seals for the API, which can't open, and for what stores keys that a provider issued", () => {
      const sealing = FUNCTIONS.filter((name) => may(name, "kms:GenerateDataKey", context));
      expect(sealing).toEqual(["Api", "Verify"]);
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
