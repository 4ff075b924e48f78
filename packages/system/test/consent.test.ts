// Guarantee: the key that a provider issues goes from it into the vault and nowhere else, and is used by nobody before
// the provider takes it; a customer who agreed is connected, whatever was lost meanwhile.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { removeConnection, saveConnection, verifyAgain } from "@cloudco/core/connection/save";
import type { Context } from "@cloudco/core/context/context";
import type { Adapter, Credentials, Verification } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { leaks } from "@cloudco/core/test/leak";
import { open } from "@cloudco/core/vault/open";
import { type Verified, verifyConnection } from "@cloudco/core/verification/verify";
import { create } from "@cloudco/functions/lib/runtime";
import { freshResources } from "@cloudco/functions/test/fresh";
import { type Fixture, stand } from "@cloudco/providers/test/fixture";
import { ca, eu } from "@cloudco/providers/test/ovh/fixture";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock } from "./kit/clock.ts";

const REQUEST = "POST /1.0/auth/credential";
const CHECK = "GET /1.0/auth/currentCredential";
const DIED = new Error("The process died.");

let ctx: Context;
let adapter: Adapter;
let time: Clock;
let p: Awaited<ReturnType<typeof stand>>;
/** The application's keys, without a consumer key. */
let given: Credentials;

async function begin(fixture: Fixture): Promise<void> {
  await freshResources();
  time = clock();
  ctx = { ...create(), now: time.now };
  adapter = fixture.adapter;
  p = await stand(fixture);
  const { consumerKey: _, ...application } = p.credentials;
  given = application;
}
beforeEach(() => begin(eu));
afterEach(() => p.close());

const enter = (credentials = given) =>
  saveConnection(ctx, "ada", adapter.descriptor, credentials, { key: true });

async function connection(): Promise<Connection.Info> {
  const found = await Connection.find(ctx.table, "ada", adapter.descriptor.id);
  if (!found) throw new Error("ada has no connection.");
  return found;
}

/** The verify function gets the message of a saved version. */
const check = ({ id, version }: Connection.Info, by = ctx, through = adapter): Promise<Verified> =>
  verifyConnection(by, () => through, {
    v: 1,
    accountId: "ada",
    provider: adapter.descriptor.id,
    connectionId: id,
    version,
  });

/** The customer opens the link, signs in and allows the access. */
async function agree(answer = "validate"): Promise<void> {
  const { consent } = await connection();
  const { id } = await p.control<{ id: string }>("POST", "/accounts", {});
  await p.control("POST", "/validations", { url: consent?.url, account: id, answer });
}

async function messages(): Promise<string[]> {
  const { Messages = [] } = await ctx.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: ctx.settings.queues.verify, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "" }) => Body);
}

const WAITS: Verified = { done: false, retryInSeconds: 10 };
const DONE: Verified = { done: true };

describe("a key that is requested", () => {
  test.each<[string, Fixture]>([
    ["Europe", eu],
    ["North America", ca],
  ])("is waited for, and verified once its owner has agreed: %s", async (_, fixture) => {
    await p.close();
    await begin(fixture);
    const saved = await enter();
    expect(await check(saved)).toEqual(WAITS);
    expect(await connection()).toMatchObject({
      status: "VERIFYING",
      proven: false,
      failure: null,
      consent: { url: expect.stringContaining("credentialToken="), until: expect.any(Number) },
      hints: { consumerKey: "…" },
    });
    for (let checks = 0; checks < 3; checks++) {
      time.advance(10);
      expect(await check(saved)).toEqual(WAITS);
      expect(await connection()).toMatchObject({ status: "VERIFYING", failure: null });
    }
    await agree();
    time.advance(10);
    expect(await check(saved)).toEqual(DONE);
    const verified = await connection();
    expect(verified).toMatchObject({ status: "VERIFIED", proven: true, failure: null, consent: null });
    const opened = await open(ctx.kms, verified.sealed, Connection.encryptionContext(verified));
    expect(Object.keys(opened).sort()).toEqual(["applicationKey", "applicationSecret", "consumerKey"]);
    expect(await adapter.verify(opened)).toMatchObject({ ok: true });
    expect(await p.requests(REQUEST)).toBe(1);
  });

  // Also while it waits: in no item but sealed, in no message, in no log line.
  test("is nowhere in the clear", async () => {
    vi.stubEnv("POWERTOOLS_LOG_LEVEL", "DEBUG");
    let logged = "";
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, "write").mockImplementation((chunk) => {
        logged += String(chunk);
        return true;
      });
    }
    ctx = { ...create(), now: time.now };
    const saved = await enter();
    await check(saved);
    const { sealed } = await connection();
    const secrets = Object.values(await open(ctx.kms, sealed, Connection.encryptionContext(saved)));
    time.advance(10);
    await check(saved);
    const { Items = [] } = await ctx.table.client.send(new ScanCommand({ TableName: ctx.table.name }));
    const items = JSON.stringify(Items, (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
    );
    const queued = await messages();
    vi.restoreAllMocks();
    expect(secrets).toHaveLength(3);
    expect(queued).not.toEqual([]);
    const plain = secrets.map((secret) => secret.reveal());
    expect(leaks([items, logged, ...queued].join(), plain)).toEqual([]);
    expect(leaks(String(plain[2]), plain)).not.toEqual([]);
  });

  test("fifty messages at once: one is asked for, and one is kept", async () => {
    const saved = await enter();
    const ends = await Promise.all(Array.from({ length: 50 }, () => check(saved)));
    expect(ends.filter(({ done }) => !done)).toHaveLength(1);
    expect(await p.requests(REQUEST)).toBe(1);
    time.advance(10);
    const next = await Promise.all(Array.from({ length: 50 }, () => check(saved)));
    expect(next.filter(({ done }) => !done)).toHaveLength(1);
    expect(await p.requests(CHECK)).toBe(1);
  });

  // Whoever asks for a check while one waits does not make the provider be asked more often.
  test("is not looked for before its time", async () => {
    const saved = await enter();
    await check(saved);
    await verifyAgain(ctx, "ada", "ovh-eu");
    expect(await check(saved)).toEqual(DONE);
    expect(await p.requests(CHECK)).toBe(0);
  });

  test("whose message was lost is looked for all the same", async () => {
    const saved = await enter();
    await check(saved);
    await messages();
    await agree();
    await republishChecks(ctx);
    expect(await messages()).toEqual([]);
    time.advance(31);
    await republishChecks(ctx);
    expect(await messages()).toHaveLength(1);
    await check(saved);
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });
});

describe("what ends the waiting", () => {
  test("fifteen minutes; then it is said what to do, and who agreed later verifies again", async () => {
    const saved = await enter();
    for (let seconds = 0; seconds < 15 * 60; seconds += 10) {
      expect(await check(saved), `after ${seconds} s`).toEqual(WAITS);
      time.advance(10);
    }
    const { consent } = await connection();
    expect(await check(saved)).toEqual(DONE);
    expect(await connection()).toMatchObject({
      status: "ERROR",
      consent: null,
      failure: { cause: "credentials", message: expect.stringContaining("Request a new key") },
    });
    const { id } = await p.control<{ id: string }>("POST", "/accounts", {});
    await p.control("POST", "/validations", { url: consent?.url, account: id });
    await verifyAgain(ctx, "ada", "ovh-eu");
    await check(saved);
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });

  test.each<[string, () => Promise<unknown>, object | null]>([
    [
      "other credentials",
      () => saveConnection(ctx, "ada", adapter.descriptor, p.credentials),
      { consent: null, version: 2 },
    ],
    ["another request", () => enter(), { consent: { until: expect.any(Number) }, version: 2 }],
    ["a deletion", () => removeConnection(ctx, "ada", "ovh-eu"), null],
  ])("%s, also while the key is requested or looked for", async (_, change, expected) => {
    const after = () => Connection.find(ctx.table, "ada", "ovh-eu");
    for (const moment of ["requestKey", "verify"]) {
      await removeConnection(ctx, "ada", "ovh-eu");
      const saved = await enter();
      if (moment === "verify") {
        await check(saved);
        await agree();
        time.advance(10);
      }
      const slow = bounded(ctx, adapter, async ({ call, when }) => {
        if (call === moment && when === "after") await change();
      });
      expect(await check(saved, slow.ctx, slow.adapter)).toEqual(DONE);
      if (expected) expect(await after()).toMatchObject({ ...expected, status: "VERIFYING", proven: false });
      else expect(await after()).toBeNull();
      expect((await after())?.consent?.url).toBeUndefined();
      expect(await check(saved)).toEqual(DONE);
    }
  });

  test("an application that OVHcloud does not know, at once", async () => {
    const saved = await enter({ ...given, applicationKey: new Secret("x".repeat(16)) });
    expect(await check(saved)).toEqual(DONE);
    expect(await connection()).toMatchObject({
      status: "ERROR",
      consent: null,
      failure: { cause: "credentials" },
    });
  });

  test("keys that can't be any, without a question", async () => {
    const saved = await enter({ ...given, applicationSecret: new Secret("with blanks") });
    await check(saved);
    expect(await connection()).toMatchObject({ status: "ERROR", failure: { cause: "credentials" } });
    expect(await p.requests(REQUEST)).toBe(0);
  });

  test("a secret that belongs to another application, once its owner has agreed", async () => {
    const saved = await enter({ ...given, applicationSecret: new Secret("y".repeat(32)) });
    await check(saved);
    await agree();
    time.advance(10);
    expect(await check(saved)).toEqual(DONE);
    expect(await connection()).toMatchObject({
      status: "ERROR",
      failure: { message: expect.stringContaining("does not belong") },
    });
  });
});

describe("what does not", () => {
  test.each<[string, object]>([
    ["OVHcloud is down", { kind: "status", status: 503, times: 2 }],
    ["an answer is lost", { kind: "reset", when: "after" }],
    ["an answer can't be read", { kind: "not-json" }],
  ])("%s while it is looked for", async (_, fault) => {
    const saved = await enter();
    await check(saved);
    await agree();
    await p.fault(CHECK, fault);
    time.advance(10);
    expect(await check(saved)).toEqual(WAITS);
    time.advance(10);
    expect(await check(saved)).toEqual(DONE);
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });
});

// A process may die at any step, with a key requested and not yet kept: it is requested again, and the link that is shown
// is that of the key that was kept.
test("a process that dies at any step", { timeout: 120_000 }, async () => {
  for (const moment of ["requested", "agreed"]) {
    for (let step = 0; ; step++) {
      await removeConnection(ctx, "ada", "ovh-eu");
      const saved = await enter();
      if (moment === "agreed") {
        await check(saved);
        await agree();
        time.advance(10);
      }
      let reached = false;
      const dying = bounded(ctx, adapter, async ({ index }) => {
        if (index < step) return;
        reached = true;
        throw DIED;
      });
      await check(saved, dying.ctx, dying.adapter).catch(() => undefined);
      time.advance(61);
      await republishChecks(ctx);
      await check(saved);
      if (moment === "requested") await agree();
      time.advance(61);
      await check(saved);
      expect(await connection(), `${moment}, step ${step}`).toMatchObject({
        status: "VERIFIED",
        proven: true,
      });
      if (!reached) break;
      expect(step).toBeLessThan(60);
    }
  }
});

// Guarantee: credentials that the provider has just taken are not put out of use by a check that began before and saw less.
test.each<[string, Verification]>([
  [
    "was made before its owner agreed",
    { ok: false, pending: true, cause: "credentials", message: "Not yet." },
  ],
  ["did not reach the provider", { ok: false, cause: "unavailable", message: "Down." }],
])("a slow check that %s does not undo what a later one has proven", async (_, seen) => {
  const saved = await saveConnection(ctx, "ada", adapter.descriptor, p.credentials);
  const slow: Adapter = {
    ...adapter,
    async verify() {
      await check(saved);
      return seen;
    },
  };
  await check(saved, ctx, slow);
  expect(await connection()).toMatchObject({ status: "VERIFIED", proven: true, failure: null });
});
