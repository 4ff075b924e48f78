import fc from "fast-check";

/** As much of OpenAPI as the cases are made from. */
export type Schema = {
  type?: string;
  format?: string;
  readOnly?: boolean;
  enum?: string[];
  required?: string[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  $ref?: string;
};
export type Operation = {
  parameters?: { in: string; name: string; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
};

/** What has broken one program or another. */
export const hostile = fc.oneof(
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
    const served = schema.enum.filter((option) =>
      ["hetzner", "auction", "EUR", "automatic"].includes(option),
    );
    return fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...(served.length > 0 ? served : schema.enum)) },
      fc.constantFrom(...schema.enum),
    );
  }
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fittingTo));
  if (schema.format === "date-time") {
    return fc
      .date({ min: new Date("2020-01-01"), max: new Date("2090-01-01"), noInvalidDate: true })
      .map((date) => date.toISOString());
  }
  if (schema.items?.enum) return fc.uniqueArray(fc.constantFrom(...schema.items.enum), { minLength: 1 });
  const kinds: Record<string, fc.Arbitrary<unknown>> = {
    integer: fc.oneof(
      fc.constant(schema.minimum ?? 0),
      fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1e6, 2 ** 31 - 1) }),
    ),
    boolean: fc.boolean(),
    null: fc.constant(null),
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

export function bodyOf(
  operation: Operation,
  schemas: Record<string, Schema>,
): fc.Arbitrary<string | undefined> {
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
  const asked = declared.anyOf?.[0] ?? declared;
  const schema = schemas[asked.$ref?.replace("#/components/schemas/", "") ?? ""] ?? asked;
  const fields = (value: (schema: Schema) => fc.Arbitrary<unknown>) =>
    Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, value(field)]));
  const requiredKeys = schema.required ?? [];
  const own = Object.entries(schema.properties ?? {}).filter(([, field]) => !field.readOnly);
  const writable = Object.fromEntries(own.map(([name, field]) => [name, fittingTo(field)]));
  // A provider takes few of the fields that may be left out: with all of them nothing would ever pass.
  const optional = Object.keys(writable).filter((name) => !requiredKeys.includes(name));
  const fitting = fc
    .subarray(optional, { maxLength: Math.min(2, optional.length) })
    .chain((names) =>
      fc.record(
        Object.fromEntries(
          Object.entries(writable).filter(([name]) => requiredKeys.includes(name) || names.includes(name)),
        ),
      ),
    )
    .map((body) => JSON.stringify(body));
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

/** Encoded as it should be, or just as it is. */
export const encoded = (value: unknown, properly: boolean) =>
  properly
    ? encodeURIComponent(String(value).toWellFormed())
    : String(value).toWellFormed().replace(/[?#]/g, "");

export function queryOf(operation: Operation): fc.Arbitrary<string> {
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

export const headers = fc.oneof(
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
        "idempotency-key": fc.oneof(fc.constantFrom("1", "2", "3"), hostile),
        "x-forwarded-host": hostile,
      },
      { requiredKeys: [] },
    ),
  },
);
