// Guarantee: a secret never reaches a log, an answer or an error, however it is handed on.

import { Console } from "node:console";
import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { format, inspect } from "node:util";
import { serialize } from "node:v8";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "./secret.ts";

const REDACTED = "[redacted]";

/** A value made for one test, without a character that any way of printing would have to escape. */
const fresh = () => `canary${randomBytes(12).toString("hex")}`;

const inspections = [
  {},
  { depth: 10 },
  { showHidden: true, depth: 10 },
  { customInspect: false, depth: 10 },
  { customInspect: false, showHidden: true, showProxy: true, getters: true, depth: 10 },
  { compact: false, colors: true, depth: 10 },
];

/** Every way in which this project or its libraries turn a value into text. */
const printers: [string, (value: unknown) => string][] = [
  ["JSON.stringify", (value) => JSON.stringify(value)],
  ["JSON.stringify of a copy", (value) => JSON.stringify({ ...(value as object) })],
  ["String", (value) => String(value)],
  ["a template", (value) => `${value}`],
  ["concatenation", (value) => "".concat(value as string)],
  ["an array's join", (value) => [value, [value]].join()],
  [
    "%s",
    (value) => format("%s %d %i %f %j %o %O %c", value, value, value, value, value, value, value, value),
  ],
  ["an error", (value) => inspect(new Error(`failed: ${value}`, { cause: value }), { depth: 10 })],
  ["an error's fields", (value) => inspect(Object.assign(new Error("failed"), { value }), { depth: 10 })],
  [
    "an aggregate error",
    (value) => inspect(new AggregateError([value], String(value)), { showHidden: true }),
  ],
  ["entries", (value) => JSON.stringify(Object.entries(value as object))],
  ["own names", (value) => JSON.stringify(Reflect.ownKeys(value as object).map(String))],
  ["descriptors", (value) => inspect(Object.getOwnPropertyDescriptors(value), { depth: 10 })],
  ["a spread", (value) => inspect({ ...(value as object) }, { depth: 10, showHidden: true })],
  ["Object.assign", (value) => inspect(Object.assign({}, value), { depth: 10 })],
  ["v8.serialize", (value) => serialize(value).toString("latin1")],
  ["a form", (value) => new URLSearchParams({ value: value as string }).toString()],
  ["a map", (value) => inspect(new Map([[value, value]]), { depth: 10, showHidden: true })],
  ...inspections.map((options): [string, (value: unknown) => string] => [
    `inspect ${JSON.stringify(options)}`,
    (value) => inspect(value, options),
  ]),
];

/** What console.log and its siblings write. */
function printed(value: unknown): string {
  let text = "";
  const sink = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  const console = new Console({ stdout: sink, stderr: sink });
  for (const write of [console.log, console.info, console.error, console.warn, console.debug]) {
    write("%s %o %O %j", value, value, value, value, value);
  }
  console.table([{ value }]);
  console.table(value);
  console.dir(value, { showHidden: true, depth: 10 });
  console.trace(value);
  console.assert(false, "%o", value);
  return text;
}

describe("never printed", () => {
  test.each(printers)("%s", (_, print) => {
    const value = fresh();
    const secret = new Secret(value);
    expect(print(secret)).not.toContain(value);
    expect(print({ nested: { secrets: [secret], by: new Map([["name", secret]]) } })).not.toContain(value);
    expect(print(new Secret({ name: value, list: [value] }))).not.toContain(value);
  });

  test("console", () => {
    const value = fresh();
    expect(printed({ nested: [new Secret(value)] })).not.toContain(value);
    expect(printed(new Secret(value))).not.toContain(value);
  });

  test("says that something was left out", () => {
    const secret = new Secret(fresh());
    for (const text of [String(secret), `${secret}`, inspect(secret), JSON.parse(JSON.stringify(secret))]) {
      expect(text).toBe(REDACTED);
    }
    expect(JSON.stringify({ a: [secret] })).toBe(`{"a":["${REDACTED}"]}`);
    expect(inspect({ a: { b: { c: { secret } } } }, { depth: 10 })).toContain(REDACTED);
  });

  test("whatever it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer(), fc.object()), (value) => {
        const secret = new Secret(value);
        for (const text of [JSON.stringify(secret), `"${secret}"`, `"${String(secret)}"`]) {
          expect(text).toBe(`"${REDACTED}"`);
        }
        expect(inspect(secret, { showHidden: true })).toBe(REDACTED);
      }),
      { seed: 12, numRuns: 500 },
    );
  });

  test("structuredClone gives nothing", () => {
    const value = fresh();
    const clone: unknown = structuredClone({ secret: new Secret(value) });
    expect(inspect(clone, { depth: 10, showHidden: true })).not.toContain(value);
  });

  test("is no number and equals nothing", () => {
    const secret = new Secret("12");
    expect(Number(secret)).toBeNaN();
    expect(Reflect.ownKeys(secret)).toEqual([]);
  });
});

test("reveals the value where it is asked to", () => {
  const value = fresh();
  expect(new Secret(value).reveal()).toBe(value);
});
