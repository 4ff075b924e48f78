// Guarantee: docs/architecture.md names every state of a match and every kind of item, and none that is not there.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Match } from "../src/match/match.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/architecture.md"), "utf8");
const source = globSync(join(import.meta.dirname, "../src/**/*.ts"), {
  exclude: (name) => name.endsWith(".test.ts"),
}).map((path) => readFileSync(path, "utf8"));

const sorted = (words: Iterable<string | undefined>) => [...new Set(words)].sort();

test("the picture has the states of a match", () => {
  const picture = page.slice(page.indexOf("stateDiagram"), page.indexOf("```", page.indexOf("stateDiagram")));
  const drawn = [...picture.matchAll(/^ {2}(\S+) --> (\w+)/gm)].flatMap(([, from, to]) => [from, to]);
  expect(sorted(drawn.filter((state) => state !== "[*]"))).toEqual(sorted(Match.State.options));
});

test("the table has a row for each kind of item", () => {
  const kinds = (text: string, pattern: RegExp) =>
    sorted([...text.matchAll(pattern)].map(([, kind]) => kind));
  const written = source.flatMap((text) => kinds(text, /\b(?:pk|sk|PREFIX)\b(?::| =) ["`]([A-Z_]{2,})\b/g));
  const rows = page.slice(page.indexOf("| item |"));
  expect(written.length).toBeGreaterThan(10);
  expect(kinds(rows, /\| `([A-Z_]+)(?=[#`])/g)).toEqual(sorted(written));
});
