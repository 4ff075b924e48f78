// Guarantee: a sealed secret that was touched, cut, lengthened or moved is never opened, and says nothing of why.

import { createCipheriv, randomBytes } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Envelope, EnvelopeError } from "./envelope.ts";

const context = { account: "ada", provider: "hetzner", connection: "con_1", version: "1" };
const plaintext = Buffer.from(`{"password":"canary${randomBytes(12).toString("hex")}"}`);
const dataKey = randomBytes(32);
const wrapped = randomBytes(100);
const envelope = Envelope.seal(plaintext, dataKey, wrapped, context);

/** Whatever the reason, the same error, with nothing of the secret in it. */
function expectClosed(open: () => unknown): void {
  let thrown: unknown;
  try {
    open();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(EnvelopeError);
  const text = inspect(thrown, { depth: 10, showHidden: true });
  expect(text).not.toContain("canary");
  expect(text).not.toContain(dataKey.toString("hex"));
  expect((thrown as EnvelopeError).message).toBe(new EnvelopeError().message);
}

test("opens what was sealed, and names the key that it was sealed with", () => {
  expect(Envelope.open(envelope, dataKey, context)).toEqual(plaintext);
  expect(Buffer.from(Envelope.wrappedKey(envelope))).toEqual(wrapped);
});

test("opens an envelope that lies within a larger buffer", () => {
  const larger = Buffer.concat([randomBytes(7), envelope, randomBytes(5)]);
  const within = larger.subarray(7, 7 + envelope.length);
  expect(Envelope.open(within, dataKey, context)).toEqual(plaintext);
  expect(Buffer.from(Envelope.wrappedKey(within))).toEqual(wrapped);
});

test("takes any bytes", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      (bytes, key) => {
        const sealed = Envelope.seal(bytes, dataKey, key, context);
        expect(new Uint8Array(Envelope.open(sealed, dataKey, context))).toEqual(bytes);
        expect(new Uint8Array(Envelope.wrappedKey(sealed))).toEqual(key);
      },
    ),
    { seed: 13, numRuns: 300 },
  );
});

describe("stays closed", () => {
  test("with any single bit flipped", () => {
    for (let bit = 0; bit < envelope.length * 8; bit++) {
      const flipped = Buffer.from(envelope);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expectClosed(() => Envelope.open(flipped, dataKey, context));
    }
  });

  test("cut to any length, at either end", () => {
    for (let length = 0; length < envelope.length; length++) {
      expectClosed(() => Envelope.open(envelope.subarray(0, length), dataKey, context));
      expectClosed(() => Envelope.open(envelope.subarray(envelope.length - length), dataKey, context));
    }
  });

  test("with anything added", () => {
    for (const extra of [1, 2, 16, 300]) {
      expectClosed(() => Envelope.open(Buffer.concat([envelope, randomBytes(extra)]), dataKey, context));
      expectClosed(() => Envelope.open(Buffer.concat([randomBytes(extra), envelope]), dataKey, context));
    }
  });

  test("under another data key", () => {
    for (let count = 0; count < 200; count++) {
      expectClosed(() => Envelope.open(envelope, randomBytes(32), context));
    }
  });

  test.each([
    {},
    { ...context, account: "bob" },
    { ...context, provider: "vultr" },
    { ...context, connection: "con_2" },
    { ...context, version: "2" },
    { ...context, version: "1 " },
    { ...context, more: "" },
    { account: "ada", provider: "hetzner", connection: "con_1" },
    { account: "hetzner", provider: "ada", connection: "con_1", version: "1" },
    { 'account","ada"],["provider': "hetzner", connection: "con_1", version: "1" },
  ])("in the context %j", (other) => {
    expectClosed(() => Envelope.open(envelope, dataKey, other));
  });

  test("with a wrapped key of length nought, which no key service takes", () => {
    expectClosed(() => Envelope.wrappedKey(Envelope.seal(plaintext, dataKey, Buffer.alloc(0), context)));
  });

  test("without the commitment to its key, by which two keys could open one ciphertext", () => {
    const header = Buffer.concat([envelope.subarray(0, 4 + 100), randomBytes(32), randomBytes(12)]);
    const pairs = JSON.stringify(Object.entries(context).sort());
    const cipher = createCipheriv("aes-256-gcm", dataKey, header.subarray(-12));
    cipher.setAAD(Buffer.concat([header, Buffer.from(pairs)]));
    const forged = Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    expectClosed(() => Envelope.open(forged, dataKey, context));
  });

  test("where it is no envelope", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expectClosed(() => Envelope.open(bytes, dataKey, context));
      }),
      { seed: 14, numRuns: 1_000 },
    );
  });
});

test("does not depend on the order in which the context is written", () => {
  const reversed = Object.fromEntries(Object.entries(context).reverse());
  expect(Envelope.open(envelope, dataKey, reversed)).toEqual(plaintext);
});

// Two envelopes of the same secret have nothing in common by which they could be told to be.
test("never seals the same way twice", () => {
  const sealed = Array.from({ length: 5_000 }, () => Envelope.seal(plaintext, dataKey, wrapped, context));
  const nonces = sealed.map((each) => Buffer.from(each).toString("hex", 4 + 100 + 32, 4 + 100 + 32 + 12));
  expect(new Set(nonces).size).toBe(sealed.length);
  expect(new Set(sealed.map((each) => Buffer.from(each).toString("hex", 4 + 100 + 44))).size).toBe(
    sealed.length,
  );
});
