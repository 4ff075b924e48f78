// Guarantee: the document is one that other people's tools take. A public mock server serves every operation of it, takes
// the requests that it gives as examples, and finds nothing in the answers that it makes up that breaks a schema.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cloudco/emulators/test/ports";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { call, rig } from "../../test/api/rig.ts";

type Schema = {
  $ref?: string;
  example?: unknown;
  examples?: unknown[];
  anyOf?: Schema[];
  required?: string[];
};
type Parameter = {
  in: string;
  name: string;
  required?: boolean;
  schema: { pattern?: string; enum?: string[] };
};
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: { "application/json": { schema: Schema; example?: unknown } } };
};
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

const PRISM = join(
  createRequire(import.meta.url).resolve("@stoplight/prism-cli/package.json"),
  "../dist/index.js",
);
const PATIENCE = { timeout: 60_000, interval: 100 };

let document: Document;
let url: string;
let prism: ChildProcess;
let folder: string;
let printed = "";

beforeAll(async () => {
  const r = await rig();
  const { text } = await call("GET", "/openapi.json");
  await r.close();
  document = JSON.parse(text);
  folder = mkdtempSync(join(tmpdir(), "cloudco-document-"));
  const file = join(folder, "openapi.json");
  writeFileSync(file, text);
  const port = await freePorts(1);
  url = `http://127.0.0.1:${port}`;
  prism = spawn(process.execPath, [PRISM, "mock", "--port", String(port), "--errors", file]);
  for (const stream of [prism.stdout, prism.stderr]) stream?.on("data", (chunk) => (printed += chunk));
  await vi.waitFor(() => expect(printed).toContain("Prism is listening"), PATIENCE);
}, 90_000);
afterAll(async () => {
  const ended = once(prism, "exit");
  prism.kill();
  await ended;
  rmSync(folder, { recursive: true });
});

test("every operation is served, and takes its own example", async () => {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method, path, operation })),
  );
  expect(operations.length).toBeGreaterThan(30);
  for (const { method, path, operation } of operations) {
    const { parameters = [], requestBody } = operation;
    const needed = parameters.filter((one) => one.in === "query" && one.required);
    const query = new URLSearchParams(Object.fromEntries(needed.map((one) => [one.name, exampleValue(one)])));
    const filled = `${path.replace(/{(\w+)}/g, (_, id) => exampleValue(parameters.find(({ name }) => name === id)))}?${query}`;
    const body = requestBody && exampleOf(requestBody.content["application/json"]);
    const response = await fetch(url + filled, {
      method: method.toUpperCase(),
      headers: { authorization: "Bearer x", ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const said = `${method} ${filled} ${JSON.stringify(body)}: ${response.status} ${await response.text()}`;
    expect(response.status, said).toBeLessThan(300);
    expect(response.headers.get("sl-violations"), said).toBeNull();
  }
});

function exampleValue(parameter: Parameter | undefined): string {
  const prefix = /^\^([a-z]{3}_)/.exec(parameter?.schema.pattern ?? "")?.[1];
  return prefix ? `${prefix}1` : String(parameter?.schema.enum?.[0] ?? "1");
}

/** What the document itself gives as an example. */
function exampleOf({ schema, example }: { schema: Schema; example?: unknown }): unknown {
  const found = schema.$ref ? document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
  const given = example ?? found?.example ?? found?.examples?.[0] ?? found?.anyOf?.[0]?.example;
  if (given === undefined) throw new Error(`There is no example of ${JSON.stringify(found).slice(0, 200)}`);
  return given;
}
