// Guarantee: nothing that a client can send makes the API fail, and every refusal and every answer is one that the
// document has. The seed is fixed, so that a failing case comes again.

import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import {
  bodyOf,
  encoded,
  headers,
  hostile,
  type Operation,
  queryOf,
  type Schema,
} from "../../test/api/arbitrary.ts";
import { type Answer, type Customer, call, type Rig, rig } from "../../test/api/rig.ts";
import { listing, putMatch, putOffers, putSnipe } from "../../test/api/seed.ts";

const SEED = 20_261_124;
/** `npx -y pnpm@12 --filter @cloudco/functions fuzz` tries 10,000. */
const CASES = Number(process.env.FUZZ_CASES ?? 200);

/** Known before the document is: so that every operation has a test of its own. */
const OPERATIONS = [
  "get /health",
  "get /providers",
  "get /connections",
  "get /connections/{provider}",
  "put /connections/{provider}",
  "post /connections/{provider}/verify",
  "post /connections/{provider}/consumer-key",
  "delete /connections/{provider}",
  "get /offers",
  "get /offers/{provider}/{offerId}",
  "get /catalogue",
  "get /pulse",
  "post /rules/preview",
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
  "post /snipes/{snipeId}/terminate",
  "delete /snipes/{snipeId}",
  "get /sniping",
  "post /sniping/stop",
  "post /sniping/start",
  "get /keys",
  "post /keys",
  "delete /keys/{keyId}",
  "get /me",
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
  const key = { name: "x", scopes: ["rules:read"] };
  const { id: keyId = "" } = (await customer.call("POST", "/keys", key)).json as { id?: string };
  return {
    customer,
    ids: { keyId, provider: "hetzner", offerId: "1", ruleId: id, matchId: match.id, snipeId },
  };
}

const Problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(10),
  code: z.string(),
  requestId: z.string().min(1),
  errors: z
    .array(z.strictObject({ field: z.string(), code: z.string().min(1), message: z.string().min(1) }))
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

test("knows every operation", () => {
  const names = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${path}`),
  );
  expect(names.sort()).toEqual([...OPERATIONS].sort());
});

describe("whatever is sent", () => {
  test.each(OPERATIONS)("%s", async (name) => {
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
      text: bodyOf(operation, schemas),
      headers,
    });
    await fc.assert(
      fc.asyncProperty(input, async (sent) => {
        const known = customers[sent.at];
        if (!known) throw new Error("There is no such customer.");
        const provider = path.endsWith("/consumer-key") ? { provider: "ovh-eu" } : {};
        const all: Record<string, string> = { ...known.ids, ...provider, ...sent.ids };
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
