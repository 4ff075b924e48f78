// Guarantee: a key can't be guessed, and one that was mistyped is known without asking anybody.

import fc from "fast-check";
import { expect, test } from "vitest";
import { SecretText } from "./secret-text.ts";

test("has its prefix, an id, and 36 letters", () => {
  const { id, text } = SecretText.make();
  expect(text).toMatch(/^cco_live_[0-9A-Za-z]{8}_[0-9A-Za-z]{36}$/);
  expect(SecretText.idOf(text)).toBe(id);
});

test("no single wrong letter passes, nor a cut or longer one", () => {
  const letter = fc.constantFrom(..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");
  fc.assert(
    fc.property(fc.nat(53), letter, (at, other) => {
      const { text } = SecretText.make();
      const wrong = text.slice(0, at) + other + text.slice(at + 1);
      return wrong === text || SecretText.idOf(wrong) === undefined;
    }),
    { numRuns: 5_000 },
  );
  const { text } = SecretText.make();
  for (const wrong of ["", "cco_live_", text.slice(1), text.slice(0, -1), `${text}0`, `${text}\n`]) {
    expect(SecretText.idOf(wrong)).toBeUndefined();
  }
});

test("every letter is as likely as any other", () => {
  const seen = new Map<string, number>();
  for (let count = 0; count < 2_000; count++) {
    for (const letter of SecretText.make().text.slice(18, 48)) seen.set(letter, (seen.get(letter) ?? 0) + 1);
  }
  const expected = (2_000 * 30) / 62;
  expect(seen.size).toBe(62);
  // Chi-squared with 61 degrees of freedom: above 130 once in some million runs.
  const chi = [...seen.values()].reduce((sum, many) => sum + (many - expected) ** 2 / expected, 0);
  expect(chi).toBeLessThan(130);
});
