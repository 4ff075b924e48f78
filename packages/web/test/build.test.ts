// Guarantee: the page stays small, holds nothing that its policy forbids, knows the API that there is, and says all
// in both languages.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { build } from "../build.ts";
import de from "../src/i18n/de.json" with { type: "json" };
import en from "../src/i18n/en.json" with { type: "json" };
import { types, typesFile } from "./api-types.ts";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
beforeAll(() => build(), 60_000);

type Chunk = { name: string; text: string; bytes: number };
function scripts(): Chunk[] {
  return readdirSync(join(dist, "assets"))
    .filter((name) => name.endsWith(".js"))
    .map((name) => {
      const text = readFileSync(join(dist, "assets", name), "utf8");
      return { name, text, bytes: gzipSync(text).length };
    });
}

/** A chunk and all that it imports at once. */
function closure(all: readonly Chunk[], first: string): Chunk[] {
  const found = new Map<string, Chunk>();
  const waiting = [first];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = all.find((candidate) => candidate.name === name);
    if (!chunk || found.has(name)) continue;
    found.set(name, chunk);
    for (const [, next = ""] of chunk.text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g))
      waiting.push(next);
  }
  return [...found.values()];
}

const sum = (chunks: readonly Chunk[]) => chunks.reduce((total, { bytes }) => total + bytes, 0);

test("the page is small: 10 KB of script before the sign-in, 220 KB for the Hub", () => {
  const all = scripts();
  const [, entry = ""] =
    /src="\/dashboard\/assets\/([\w.-]+\.js)"/.exec(readFileSync(`${dist}index.html`, "utf8")) ?? [];
  const before = closure(all, entry);
  expect(sum(before)).toBeLessThan(10 * 1024);
  const named = (prefix: string) => all.find(({ name }) => name.startsWith(`${prefix}-`))?.name ?? "";
  const hub = new Set([entry, named("app"), named("hub"), named("en")].flatMap((name) => closure(all, name)));
  expect(sum([...hub])).toBeLessThan(220 * 1024);
});

test("nothing stands inside the page, so that its policy can allow nothing there", () => {
  const html = readFileSync(`${dist}index.html`, "utf8");
  expect(html).not.toMatch(/<style|style=|<script(?![^>]*src=)/);
});

test("the types of the API are those that it has now", async () => {
  expect(readFileSync(typesFile, "utf8")).toBe(await types());
}, 30_000);

type Messages = { [key: string]: string | Messages };
function flat(messages: Messages, path = ""): [string, string][] {
  return Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[path + key, value]] : flat(value, `${path}${key}.`),
  );
}
/** What is filled in, and what is marked. */
const holes = (text: string) => [...new Set(text.match(/{\w+(?=[,}])|<\w+>/g) ?? [])].sort();

test("German says all that English says, with the same things filled in", () => {
  const german = new Map(flat(de));
  const english = flat(en);
  expect([...german.keys()].sort()).toEqual(english.map(([key]) => key).sort());
  for (const [key, text] of english) expect([key, holes(german.get(key) ?? "")]).toEqual([key, holes(text)]);
});
