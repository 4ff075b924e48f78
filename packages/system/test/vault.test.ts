// Guarantee: what is stored opens only with its key, for its own connection, untouched, and no key or nonce serves
// twice.

import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  GenerateDataKeyCommand,
} from "@aws-sdk/client-kms";
import type { Context } from "@cloudco/core/context/context";
import { Secret } from "@cloudco/core/secret/secret";
import { intercepted } from "@cloudco/core/test/intercept";
import { type EncryptionContext, Envelope, EnvelopeError } from "@cloudco/core/vault/envelope";
import { open } from "@cloudco/core/vault/open";
import { seal } from "@cloudco/core/vault/seal";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";

/** Too long to come up among random bytes. */
const USER = "#ws+K1customer";
const CONTEXT = { account: "ada", provider: "hetzner", connection: "con_1", version: "1" };

let ctx: Context;
let canary: string;
let envelope: Uint8Array;
beforeAll(async () => {
  await freshResources();
  ctx = create();
  canary = `canary${randomBytes(12).toString("hex")}`;
  envelope = await sealed(CONTEXT);
});

const sealed = (context: EncryptionContext) =>
  seal(
    ctx.kms,
    ctx.settings.credentialsKey,
    { username: new Secret(USER), password: new Secret(canary) },
    context,
  );

/** The error with which an envelope stays closed; null where it opens. Never with anything of the secret in it. */
async function refusal(bytes: Uint8Array, context: EncryptionContext = CONTEXT): Promise<unknown> {
  const refused = await open(ctx.kms, bytes, context).then(
    () => null,
    (error: unknown) => error,
  );
  expect(inspect(refused)).not.toContain(canary);
  return refused;
}

/** Goes through the cases side by side, some at a time. */
async function each<T>(cases: Iterable<T>, check: (value: T) => Promise<void>): Promise<void> {
  const left = [...cases].values();
  const work = async () => {
    for (const value of left) await check(value);
  };
  await Promise.all(Array.from({ length: 16 }, work));
}

test("opens what was sealed, as secrets", async () => {
  const opened = await open(ctx.kms, envelope, CONTEXT);
  expect(Object.keys(opened)).toEqual(["username", "password"]);
  expect(opened.password?.reveal()).toBe(canary);
  expect(inspect(opened, { depth: 10, showHidden: true })).not.toContain(canary);
  expect(JSON.stringify(opened)).not.toContain(canary);
});

// A stored secret can't be read from the table alone.
test("holds nothing of the secret or its names", () => {
  const text = Buffer.from(envelope).toString("latin1");
  for (const part of [canary, canary.slice(-8), "password", USER]) expect(text).not.toContain(part);
});

// An envelope that was touched in the table opens for nobody, and nothing tells why.
describe("damaged", () => {
  test("every single bit", async () => {
    await each(Array(envelope.length * 8).keys(), async (bit) => {
      const flipped = Buffer.from(envelope);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await refusal(flipped), `bit ${bit}`).toBeInstanceOf(EnvelopeError);
    });
  });

  test("cut or lengthened", async () => {
    await each(Array(envelope.length).keys(), async (length) => {
      expect(await refusal(envelope.subarray(0, length))).toBeInstanceOf(EnvelopeError);
      expect(await refusal(envelope.subarray(envelope.length - length))).toBeInstanceOf(EnvelopeError);
      const longer = Buffer.concat([envelope, randomBytes(length + 1)]);
      expect(await refusal(longer)).toBeInstanceOf(EnvelopeError);
    });
  });

  test("put together from two", async () => {
    const other = Buffer.from(await sealed(CONTEXT));
    await each(Array(envelope.length - 1).keys(), async (at) => {
      const mixed = Buffer.concat([envelope.subarray(0, at + 1), other.subarray(at + 1)]);
      const whole = mixed.equals(other) || mixed.equals(envelope);
      expect((await refusal(mixed)) === null, `up to ${at}`).toBe(whole);
    });
  });
});

// What was sealed for one connection opens for no other: a row that is copied or swapped is worthless.
test("2,000 swaps between connections open nothing", { timeout: 120_000 }, async () => {
  const contexts = ["ada", "bob"].flatMap((account) =>
    ["hetzner", "vultr"].flatMap((provider) =>
      ["con_1", "con_2"].flatMap((connection) =>
        ["1", "2"].map((version) => ({ account, provider, connection, version })),
      ),
    ),
  );
  const envelopes = await Promise.all(contexts.map(sealed));
  const index = fc.nat({ max: contexts.length - 1 });
  const swaps = fc.sample(fc.tuple(index, index), { seed: 21, numRuns: 2_200 }).filter(([a, b]) => a !== b);
  expect(swaps.length).toBeGreaterThan(2_000);
  await each(swaps, async ([from, to]) => {
    const bytes = envelopes[from] ?? envelope;
    expect(await refusal(bytes, contexts[to])).toBeInstanceOf(EnvelopeError);
  });
  await each(contexts.keys(), async (at) => {
    expect(await refusal(envelopes[at] ?? envelope, contexts[at])).toBeNull();
  });
});

test("a context with a name more or less opens nothing", async () => {
  const { version: _, ...less } = CONTEXT;
  expect(await refusal(envelope, less)).toBeInstanceOf(EnvelopeError);
  expect(await refusal(envelope, { ...CONTEXT, stage: "production" })).toBeInstanceOf(EnvelopeError);
  expect(await refusal(envelope, {})).toBeInstanceOf(EnvelopeError);
});

// No data key and no nonce serves twice: with AES-GCM that would give the secrets away.
test("every sealing has a data key and a nonce of its own", async () => {
  const envelopes: Uint8Array[] = [];
  await each(Array(300).keys(), async () => {
    envelopes.push(await sealed(CONTEXT));
  });
  const keys = envelopes.map((each) => Buffer.from(Envelope.wrappedKey(each)).toString("hex"));
  const nonces = envelopes.map((each, at) =>
    Buffer.from(each)
      .toString("hex", (keys[at]?.length ?? 0) / 2 + 36)
      .slice(0, 24),
  );
  expect(new Set(keys).size).toBe(300);
  expect(new Set(nonces).size).toBe(300);
});

// A key that is off means "later", not "these credentials are damaged".
test("a disabled key is the key service's error, and it opens again with it", async () => {
  const { KeyMetadata } = await ctx.kms.send(new CreateKeyCommand({}));
  const KeyId = KeyMetadata?.KeyId;
  const alias = `alias/${randomBytes(6).toString("hex")}`;
  await ctx.kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId: KeyId }));
  const own = await seal(ctx.kms, alias, { password: new Secret(canary) }, CONTEXT);
  await ctx.kms.send(new DisableKeyCommand({ KeyId }));
  const refused = await refusal(own);
  expect(refused).toMatchObject({ name: "DisabledException" });
  expect(refused).not.toBeInstanceOf(EnvelopeError);
  const sealing = seal(ctx.kms, alias, { password: new Secret(canary) }, CONTEXT);
  const failed = await sealing.catch((error: unknown) => error);
  expect(failed).toMatchObject({ name: "DisabledException" });
  expect(inspect(failed, { depth: 10, showHidden: true })).not.toContain(canary);
  await ctx.kms.send(new EnableKeyCommand({ KeyId }));
  expect(await refusal(own)).toBeNull();
});

// Nothing is sealed with less than a key, and an answer without one is not held against what is stored.
test("a key service that answers without a key seals and opens nothing", async () => {
  const { kms } = intercepted(ctx, async () => ({}));
  const secrets = { password: new Secret(canary) };
  const sealing = seal(kms, ctx.settings.credentialsKey, secrets, CONTEXT);
  await expect(sealing).rejects.toThrow("returned no data key");
  const refused = await open(kms, envelope, CONTEXT).catch((error: unknown) => error);
  expect(refused).toMatchObject({ message: expect.stringContaining("returned no data key") });
  expect(refused).not.toBeInstanceOf(EnvelopeError);
});

// An error of the JSON parser quotes what it could not read.
test.each(["not JSON: ", '{"password": 1, "more": ', "[]"])(
  "authentic, but not what we seal: %s",
  async (text) => {
    const { Plaintext, CiphertextBlob } = await ctx.kms.send(
      new GenerateDataKeyCommand({
        KeyId: ctx.settings.credentialsKey,
        KeySpec: "AES_256",
        EncryptionContext: CONTEXT,
      }),
    );
    if (!(Plaintext && CiphertextBlob)) throw new Error("no data key");
    const bytes = Envelope.seal(Buffer.from(text + canary), Plaintext, CiphertextBlob, CONTEXT);
    expect(await refusal(bytes)).toBeInstanceOf(EnvelopeError);
  },
);
