// Guarantee: every test file says first what would break, so that nobody loosens one without knowing.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

test("a test file begins with its guarantee", () => {
  const files = globSync(["packages/*/{src,test}/**/*.test.ts", "infra/test/**/*.test.ts"], { cwd: root });
  expect(files.length).toBeGreaterThan(100);
  const silent = files.filter(
    (file) => !/^\/\/ Guarantees?: \S/.test(readFileSync(join(root, file), "utf8")),
  );
  expect(silent).toEqual([]);
});
