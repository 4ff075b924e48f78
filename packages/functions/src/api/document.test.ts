// Guarantee: the API is documented as it is: every operation with its fields, scopes and problems, and no secret in
// any answer.

import { Validator } from "@seriousme/openapi-schema-validator";
import { beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { call, rig } from "../../test/api/rig.ts";
import { Problem } from "./problem.ts";

type Schema = { type?: string; properties?: Record<string, Schema>; [key: string]: unknown };
type Operation = {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security?: object[];
  responses: Record<string, { description: string; content?: Record<string, { schema: unknown }> }>;
};
type Document = {
  openapi: string;
  info: Record<string, unknown>;
  tags: { name: string }[];
  security: object[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
};

/** Of a listing: only where the provider has several price lists, or asks it. */
const OPTIONAL = ["prices", "ipv4Setup"];

let document: Document;
beforeAll(async () => {
  const r = await rig();
  const answer = await call("GET", "/openapi.json");
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({
    "content-type": "application/json",
    "cache-control": "public, max-age=300",
  });
  document = answer.json as Document;
  await r.close();
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
  );

describe("the document", () => {
  test("is OpenAPI 3.1 with a bearer token for all but what is open", () => {
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "CloudCO API", version: "1" },
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
    });
    const open = operations().filter(({ operation }) => operation.security?.length === 0);
    expect(open.map(({ name }) => name)).toEqual(["get /health"]);
  });

  test("has all that is known of a listing, and says of what may not be", () => {
    const { properties = {}, required } = document.components.schemas.Listing ?? {};
    const { cpu } = properties;
    expect(cpu?.properties).toHaveProperty("threads");
    expect(required).toEqual(
      expect.arrayContaining(Object.keys(properties).filter((name) => !OPTIONAL.includes(name))),
    );
    for (const name of ["ecc", "bandwidthMbit", "fixedPrice", "nextDropAt"]) {
      expect(properties[name]).toMatchObject({
        type: expect.arrayContaining(["null"]),
        description: expect.stringMatching(/null where the provider does not tell/),
      });
    }
  });

  test("names, sums up, describes and tags every operation", () => {
    const tags = document.tags.map((tag) => tag.name);
    for (const { name, operation } of operations()) {
      expect(operation, name).toMatchObject({
        operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/),
        summary: expect.stringMatching(/\w/),
        description: expect.stringMatching(/\.$/),
        tags: [expect.toSatisfy((tag) => tags.includes(tag))],
      });
    }
    const ids = operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("tells every problem with its status", () => {
    for (const { name, operation } of operations()) {
      for (const [status, response] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        const codes = [...response.description.matchAll(/`([a-z_.]+)`/g)].map(
          ([, code]) => code as Problem.Code,
        );
        expect(codes.map(Problem.statusOf), name).toEqual(codes.map(() => Number(status)));
        expect(Object.keys(response.content ?? {}), name).toEqual(["application/problem+json"]);
      }
    }
  });

  test("points at nothing that is not there", () => {
    for (const [, reference = ""] of JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)) {
      const [, name = ""] = /^#\/components\/schemas\/(\w+)$/.exec(reference) ?? [];
      expect(document.components.schemas).toHaveProperty(name);
    }
  });

  test("has every parameter of a path, and no other", () => {
    for (const { name, path, operation } of operations()) {
      const { parameters = [] } = operation as { parameters?: { in: string; name: string }[] };
      const inPath = parameters
        .filter((parameter) => parameter.in === "path")
        .map((parameter) => parameter.name);
      expect(inPath.sort(), name).toEqual([...path.matchAll(/{(\w+)}/g)].map(([, each]) => each).sort());
    }
  });

  // Guarantee: nothing that was saved can come out again, since no answer has a place for it.
  test("has no secret in any answer", () => {
    const { Connection } = document.components.schemas;
    expect(Object.keys(Connection?.properties ?? {}).sort()).toEqual(
      [
        "checkedAt",
        "consent",
        "currency",
        "failure",
        "hints",
        "provider",
        "savedAt",
        "status",
        "unmatchable",
        "waitingUntil",
      ].sort(),
    );
    const answers = JSON.stringify(operations().map(({ operation }) => operation.responses));
    expect(answers).not.toMatch(/password|"secret"|sealed/i);
  });
});

test("is one that a public validator takes", async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe("3.1");
});

test("has an example for every body that can be sent, and each is one that its schema takes", () => {
  const bodies = operations().flatMap(({ name, operation }) => {
    const { requestBody } = operation as Operation & {
      requestBody?: { content: Record<string, { schema: Schema; example?: unknown }> };
    };
    const content = requestBody?.content["application/json"];
    return content ? [{ name, content }] : [];
  });
  expect(bodies.length).toBeGreaterThan(3);
  for (const { name, content } of bodies) {
    const all = { ...content.schema, $defs: document.components.schemas };
    const schema = z.fromJSONSchema(
      JSON.parse(JSON.stringify(all).replaceAll("#/components/schemas/", "#/$defs/")),
    );
    const [first = content.schema] = (content.schema.anyOf ?? []) as Schema[];
    const named = document.components.schemas[String(first.$ref).replace("#/components/schemas/", "")];
    const example = content.example ?? first.example ?? named?.example;
    expect(example, name).toBeDefined();
    expect(schema.safeParse(example).error, name).toBeUndefined();
  }
});

test("says of every operation which scope an API key needs for it, or that it is for people alone", () => {
  const open = operations().filter(({ operation }) => operation.security?.some((way) => "key" in way));
  const people = operations().filter(({ operation }) => operation.security === undefined);
  expect(people.map(({ name }) => name).sort()).toEqual(
    [
      "delete /connections/{provider}",
      "delete /keys/{keyId}",
      "get /keys",
      "post /connections/{provider}/consumer-key",
      "post /connections/{provider}/verify",
      "post /keys",
      "put /connections/{provider}",
    ].sort(),
  );
  expect(open.length + people.length + 1).toBe(operations().length);
});
