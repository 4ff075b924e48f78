// Guarantee: core's folders build on each other in one direction, so that each can be read, tested and changed without
// those above it.

import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

const SRC = join(import.meta.dirname, "../src");

/** What a file needs when it runs; what it takes only types from is nothing to it. */
function neededBy(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(?!type\b)([^;]*?)from\s+"(\.[^"]+)"/gms);
  const needed = [...statements].filter(([, names = ""]) => !isOfTypes(names)).map(([, , path = ""]) => path);
  const loaded = [...text.matchAll(/\bimport\("(\.[^"]+)"\)/g)].map(([, path = ""]) => path);
  return [...needed, ...loaded].map((path) => join(dirname(file), path));
}

/** `{ type A, type B }` */
function isOfTypes(names: string): boolean {
  const inside = /^\s*\{(.*)\}\s*$/s.exec(names)?.[1];
  const each = inside?.split(",").map((name) => name.trim()) ?? [];
  return each.some(Boolean) && each.every((name) => name === "" || name.startsWith("type "));
}

/** Each folder with those that its files need. */
function folders(): Map<string, Set<string>> {
  const arrows = new Map<string, Set<string>>();
  for (const file of globSync(`${SRC}/*/*.ts`)) {
    if (file.endsWith(".test.ts")) continue;
    const from = relative(SRC, dirname(file));
    const others = neededBy(file)
      .map((needed) => relative(SRC, dirname(needed)))
      .filter((folder) => folder !== from);
    arrows.set(from, new Set([...(arrows.get(from) ?? []), ...others]));
  }
  return arrows;
}

/** The folders left when those are taken away, again and again, that need none of the others or that none needs. */
function goingRound(arrows: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const left = new Map(arrows);
  for (;;) {
    const needed = new Set([...left.values()].flatMap((folders) => [...folders]));
    const end = [...left].find(
      ([name, needs]) => !needed.has(name) || ![...needs].some((to) => left.has(to)),
    );
    if (!end) return [...left.keys()].sort();
    left.delete(end[0]);
  }
}

test("no folder of core needs one that needs it", () => {
  const arrows = folders();
  expect(arrows.size).toBeGreaterThan(10);
  expect(arrows.get("order")).toContain("claim");
  const round = goingRound(arrows);
  const found = round.map((from) => [from, [...(arrows.get(from) ?? [])].filter((to) => round.includes(to))]);
  expect(Object.fromEntries(found)).toEqual({});
});

test("the look finds folders that go round", () => {
  const arrows = new Map([
    ["order", new Set(["claim", "rule"])],
    ["claim", new Set(["table"])],
    ["rule", new Set(["order"])],
    ["table", new Set<string>()],
    ["watch", new Set(["order"])],
  ]);
  expect(goingRound(arrows)).toEqual(["order", "rule"]);
});
