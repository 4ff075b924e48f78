// Guarantee: nobody but us changes what runs with our credentials, and nothing runs with more rights than it needs.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const folder = join(import.meta.dirname, "../../.github/workflows");
const workflows = readdirSync(folder).map((name) => ({
  name,
  text: readFileSync(join(folder, name), "utf8"),
}));

describe.each(workflows)("$name", ({ text }) => {
  test("uses no action but by the hash of its commit", () => {
    const used = [...text.matchAll(/uses: (\S+)/g)].map(([, action]) => action);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  test("has no rights but those that a job asks for", () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const asked = [...text.matchAll(/^ {6}([\w-]+): (read|write)$/gm)].map(
      ([, name, right]) => `${name}: ${right}`,
    );
    expect(new Set(asked)).toEqual(
      new Set(text.includes("id-token") ? ["contents: read", "id-token: write"] : ["contents: read"]),
    );
  });

  test("holds no key, and puts nothing that others write into a command", () => {
    expect(text).not.toMatch(/secrets\.|AWS_ACCESS_KEY|AWS_SECRET/);
    for (const [line] of text.matchAll(/^\s*- run: .*$/gm)) expect(line).not.toContain("${{");
  });

  test("leaves no token behind in the working copy", () => {
    const checkouts = text.match(/actions\/checkout@/g) ?? [];
    expect(text.match(/persist-credentials: false/g)).toHaveLength(checkouts.length);
  });
});
