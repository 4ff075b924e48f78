// Guarantee: nothing that a client can send makes the API fail, and every refusal and every answer is one that the
// document has. The seed is fixed, so that a failing case comes again.

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Answer, type Customer, call, type Rig, rig } from "./testing/rig.ts";
import { listing, putMatch, putOffers, putSnipe } from "./testing/seed.ts";

const SEED = 20_261_124;
const CASES = 300;

type Schema = {
  type?: string;
  enum?: string[];
  required?: string[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  $ref?: string;
};
type Operation = {
  parameters?: { in: string; name: string; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
};

/** Known before the document is: so that every operation has a test of its own. */
const OPERATIONS = [
  "get /health",
  "get /providers",
  "get /connections",
  "get /connections/{provider}",
  "put /connections/{provider}",
  "post /connections/{provider}/verify",
  "delete /connections/{provider}",
  "get /offers",
  "get /offers/{provider}/{offerId}",
  "get /rules",
  "post /rules",
  "get /rules/{ruleId}",
  "patch /rules/{ruleId}",
  "post /rules/{ruleId}/pause",
  "post /rules/{ruleId}/resume",
  "delete /rules/{ruleId}",
  "get /matches",
  "get /matches/{matchId}",
  "get /snipes",
  "get /snipes/{snipeId}",
];

let r: Rig;
let paths: Record<string, Record<string, Operation>>;
let schemas: Record<string, Schema>;

beforeAll(async () => {
  r = await rig({ DEFAULT_PLAN: "enterprise" });
  await putOffers(r.ctx, [listing({ id: "1" }), listing({ id: "2" })]);
  const document = (await call("GET", "/openapi.json")).json as {
    paths: typeof paths;
    components: { schemas: typeof schemas };
  };
  paths = document.paths;
  schemas = document.components.schemas;
});
afterAll(() => r.close());

async function seedCustomer(): Promise<{ customer: Customer; ids: Record<string, string> }> {
  const customer = await r.customer();
  const rule = { provider: "hetzner", name: "x", category: "auction", maxMonthly: 1, budget: 1 };
  const { id = "" } = (await customer.call("POST", "/rules", rule)).json as { id?: string };
  const login = { username: "K1234567", password: randomBytes(9).toString("base64") };
  await customer.call("PUT", "/connections/hetzner", login);
  const match = await putMatch(r.ctx, customer.id);
  const snipeId = await putSnipe(r.ctx, match);
  return { customer, ids: { provider: "hetzner", offerId: "1", ruleId: id, matchId: match.id, snipeId } };
}

const hostile = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "../..",
    "%",
    "%zz",
    "%00",
    "%c0%af",
    "__proto__",
    "constructor",
    "null",
    "NaN",
    "1e400",
    "-0",
    "9".repeat(400),
    "true",
    "'; --",
    "<script>",
    "{{7*7}}",
    "ACCOUNT#x",
    "a".repeat(3000),
    "\u202e\ufeff",
    "🚀",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ maxLength: 40 }),
);
const hostileJson = fc.oneof(
  hostile,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(null, true, -1, 0.5, 1e21, 1e308, -0, Number.MAX_SAFE_INTEGER, [], {}, [[[]]], ["x", 1]),
);

/** What the schema asks for. Of the providers and categories, those that are served make more of a way in. */
function fittingTo(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) {
    const served = schema.enum.filter((option) => ["hetzner", "auction"].includes(option));
    return fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...(served.length > 0 ? served : schema.enum)) },
      fc.constantFrom(...schema.enum),
    );
  }
  const kinds: Record<string, fc.Arbitrary<unknown>> = {
    integer: fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1e6, 2 ** 31 - 1) }),
    boolean: fc.boolean(),
    array: fc.array(fc.stringMatching(/^[\w-]{1,20}$/), { maxLength: 4 }),
    string: fc.oneof(
      fc.stringMatching(/^\w{1,20}$/),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
    ),
  };
  return kinds[schema.type ?? ""] ?? hostileJson;
}

const nearly = (schema: Schema) =>
  fc.oneof({ weight: 4, arbitrary: fittingTo(schema) }, { weight: 1, arbitrary: hostileJson });

function bodyOf(operation: Operation): fc.Arbitrary<string | undefined> {
  const anything = fc.oneof(
    hostile,
    fc.json(),
    hostileJson.map((value) => JSON.stringify(value)),
    fc.constant("[".repeat(30_000)),
    fc.constant(`{"a":${'{"a":'.repeat(5000)}1${"}".repeat(5000)}}`),
    fc.string({ unit: "binary", minLength: 65_537, maxLength: 66_000 }),
  );
  const declared = operation.requestBody?.content["application/json"].schema;
  if (!declared)
    return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: anything });
  const schema = resolve(declared.anyOf?.[0] ?? declared);
  const fields = (value: (schema: Schema) => fc.Arbitrary<unknown>) =>
    Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, value(field)]));
  const requiredKeys = schema.required ?? [];
  const fitting = fc.record(fields(fittingTo), { requiredKeys }).map((body) => JSON.stringify(body));
  const near = fc
    .tuple(
      fc.record(fields(nearly), { requiredKeys: [] }),
      fc.dictionary(hostile, hostileJson, { maxKeys: 2 }),
      fc.boolean(),
    )
    .map(([known, unknown, pure]) => JSON.stringify(pure ? known : { ...unknown, ...known }));
  return fc.oneof(
    { weight: 2, arbitrary: fitting },
    { weight: 3, arbitrary: near },
    { weight: 1, arbitrary: anything },
  );
}

const resolve = (schema: Schema): Schema =>
  schema.$ref ? (schemas[schema.$ref.replace("#/components/schemas/", "")] ?? {}) : schema;

/** Encoded as it should be, or just as it is. */
const encoded = (value: unknown, properly: boolean) =>
  properly
    ? encodeURIComponent(String(value).toWellFormed())
    : String(value).toWellFormed().replace(/[?#]/g, "");

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const known = (operation.parameters ?? []).filter((parameter) => parameter.in === "query");
  const pair = fc.oneof(
    ...known.map(({ name, schema }) => fc.tuple(fc.constant(name), nearly(schema))),
    ...(known.length > 0 ? [] : [fc.tuple(hostile, hostile)]),
    fc.tuple(fc.constantFrom("limit", "cursor", "__proto__", "ipv4"), hostile),
  );
  return fc
    .tuple(fc.array(pair, { maxLength: 3 }), fc.boolean(), fc.boolean())
    .map(([pairs, any, properly]) =>
      any
        ? pairs.map(([name, value]) => `${encoded(name, properly)}=${encoded(value, properly)}`).join("&")
        : "",
    );
}

const headers = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        "content-type": fc.oneof(
          fc.constantFrom("application/json; charset=utf-8", "text/plain", "application/json;"),
          hostile,
        ),
        authorization: fc.oneof(fc.constantFrom("Bearer", "Bearer ..", "Basic x"), hostile),
        host: hostile,
        "content-length": hostile,
        "x-forwarded-host": hostile,
      },
      { requiredKeys: [] },
    ),
  },
);

const Problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(10),
  code: z.string(),
  requestId: z.string().min(1),
  errors: z
    .array(z.strictObject({ field: z.string(), message: z.string().min(1) }))
    .min(1)
    .max(20)
    .optional(),
});

/** A check of a documented answer, made once. */
const checks = new Map<object, z.ZodType>();
function check(schema: object): z.ZodType {
  const made =
    checks.get(schema) ??
    z.fromJSONSchema(
      JSON.parse(
        JSON.stringify({ ...schema, $defs: schemas }).replaceAll("#/components/schemas/", "#/$defs/"),
      ),
    );
  checks.set(schema, made);
  return made;
}

function expectDocumented(name: string, operation: Operation, answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  if (answer.status === 405 || (answer.status === 404 && answer.text.includes("route.unknown"))) return;
  const documented = operation.responses[String(answer.status)];
  expect(documented, `${name} -> ${answer.status} ${answer.text}`).toBeDefined();
  if (answer.status >= 400) {
    expect(answer.headers["content-type"]).toBe("application/problem+json");
    expect(Problem.parse(answer.json)).toMatchObject({
      status: answer.status,
      requestId: answer.headers["x-request-id"],
    });
  }
  for (const { schema } of Object.values(documented?.content ?? {})) {
    const { error } = check(schema).safeParse(answer.json);
    expect(error?.issues ?? [], `${name} -> ${answer.status} ${answer.text}`).toEqual([]);
  }
}

it("knows every operation", () => {
  const names = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(names.sort()).toEqual([...OPERATIONS].sort());
});

describe("whatever is sent", () => {
  it.each(OPERATIONS)("%s", async (name) => {
    const [method = "", path = ""] = name.split(" ");
    const operation = paths[path]?.[method];
    if (!operation) throw new Error(`The document has no ${name}.`);
    // Their own, since the checks of credentials are counted.
    const customers = await Promise.all(Array.from({ length: 4 }, seedCustomer));
    const ids = fc.dictionary(
      fc.constantFrom("provider", "offerId", "ruleId", "matchId", "snipeId"),
      hostile,
    );
    const statuses = new Map<number, number>();
    const input = fc.record({
      at: fc.nat({ max: customers.length - 1 }),
      ids: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: ids }),
      properly: fc.boolean(),
      query: queryOf(operation),
      text: bodyOf(operation),
      headers,
    });
    await fc.assert(
      fc.asyncProperty(input, async (sent) => {
        const known = customers[sent.at];
        if (!known) throw new Error("There is no such customer.");
        const all: Record<string, string> = { ...known.ids, ...sent.ids };
        const filled = path.replace(/{(\w+)}/g, (_, id: string) => encoded(all[id], sent.properly));
        const answer = await call(method.toUpperCase(), sent.query ? `${filled}?${sent.query}` : filled, {
          token: known.customer.token,
          headers: sent.headers,
          ...(sent.text === undefined ? {} : { text: sent.text }),
        });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expectDocumented(name, operation, answer);
      }),
      { seed: SEED, numRuns: CASES },
    );
    // Without any that pass, the cases would say little of what lies behind the checks.
    expect(
      [...statuses.keys()].filter((status) => status < 300).length,
      JSON.stringify([...statuses]),
    ).toBeGreaterThan(0);
  });
});
