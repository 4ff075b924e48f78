import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { DisableKeyCommand, EnableKeyCommand, ListAliasesCommand } from "@aws-sdk/client-kms";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { remove, save, verifyAgain } from "@cloudco/core/connection/save";
import { type Verified, verify } from "@cloudco/core/connection/verify";
import { VerifyCommand } from "@cloudco/core/queue/queue";
import { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { Table } from "@cloudco/core/table/table";
import { open } from "@cloudco/core/vault/open";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./testing/boundaries.ts";
import { buyingRule, control, credentials } from "./testing/customer.ts";
import { type Clock, clock } from "./testing/settle.ts";
import { type World, world } from "./testing/world.ts";

type Login = { user: string; password: string };
type Entry = { method: string; path: string; status: number | null };

const SERVERS = "GET /server";

let time: Clock;
let w: World;
beforeEach(async () => {
  time = clock();
  w = await world(time);
});
afterEach(() => w.close());

const command = (method: string, path: string, body?: unknown) =>
  control(w.simulator.controlUrl, method, path, body);

/** A login that exists at the simulator. */
async function existing(): Promise<Login> {
  const login = credentials();
  await command("POST", "/accounts", login);
  return login;
}

const enter = (accountId: string, { user, password }: Login) =>
  save(w.ctx, accountId, adapter.descriptor, { username: new Secret(user), password: new Secret(password) });

const check = ({ accountId, provider, id, version }: Connection.Info): Promise<Verified> =>
  verify(w.ctx, adapter, { v: 1, accountId, provider, connectionId: id, version });

async function connection(accountId = "ada"): Promise<Connection.Info> {
  const found = await Connection.find(w.ctx.table, accountId, "hetzner");
  if (!found) throw new Error(`${accountId} has no connection.`);
  return found;
}

/** How often the simulator was asked to accept a login. */
async function logins(): Promise<Entry[]> {
  const journal = (await command("GET", "/journal")) as Entry[];
  return journal.filter(({ method, path }) => `${method} ${path}` === SERVERS);
}

/** The messages that ask for checks, each once. */
async function asked(): Promise<VerifyCommand[]> {
  const { Messages = [] } = await w.ctx.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: w.ctx.settings.queues.verify, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "" }) => VerifyCommand.parse(JSON.parse(Body)));
}

describe("saving", () => {
  test("leaves sealed credentials and asks for their check", async () => {
    const login = await existing();
    const saved = await enter("ada", login);
    expect(await connection()).toMatchObject({
      status: "VERIFYING",
      proven: false,
      version: 1,
      checkedAt: null,
    });
    expect(await asked()).toEqual([
      { v: 1, accountId: "ada", provider: "hetzner", connectionId: saved.id, version: 1 },
    ]);
  });

  // Nothing that is stored can be read as the password, in no spelling.
  test("stores nothing of the password in the clear", async () => {
    const login = { user: credentials().user, password: randomBytes(16).toString("hex") };
    await enter("ada", login);
    const row = inspect(await connection(), { depth: 10, maxStringLength: null, maxArrayLength: null });
    const sealed = Buffer.from((await connection()).sealed).toString("latin1");
    for (const text of [row, sealed, JSON.stringify(await asked())]) {
      for (const part of [login.password, login.password.slice(0, 8), login.password.slice(-8), login.user]) {
        expect(text).not.toContain(part);
      }
    }
  });

  // What was saved before is gone at once, and what was sealed for it opens nothing.
  test("replaces the credentials, with a version of its own", async () => {
    const [first, second] = [await existing(), await existing()];
    const before = await enter("ada", first);
    await check(before);
    const after = await enter("ada", second);
    expect(after).toMatchObject({ id: before.id, version: 2, createdAt: before.createdAt });
    expect(await connection()).toMatchObject({ status: "VERIFYING", proven: false });
    const opened = await open(w.ctx.kms, after.sealed, Connection.encryptionContext(after));
    expect(opened.password?.reveal()).toBe(second.password);
    await expect(open(w.ctx.kms, before.sealed, Connection.encryptionContext(after))).rejects.toThrow();
  });

  test("twenty times at once is one after the other", async () => {
    const saved = await Promise.all(Array.from({ length: 20 }, () => enter("ada", credentials())));
    expect(new Set(saved.map(({ version }) => version)).size).toBe(20);
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    expect((await connection()).version).toBe(20);
  });

  test("again after deleting is another connection", async () => {
    const before = await enter("ada", await existing());
    expect(await remove(w.ctx, "ada", "hetzner")).toBe(true);
    expect(await remove(w.ctx, "ada", "hetzner")).toBe(false);
    const after = await enter("ada", await existing());
    expect(after.id).not.toBe(before.id);
    expect(await Connection.list(w.ctx.table, "ada")).toHaveLength(1);
  });
});

describe("checking", () => {
  test("right credentials are VERIFIED, and rules that stood still are looked at again", async () => {
    const rule = await buyingRule(w.ctx, "ada");
    time.advance(1);
    expect(await check(await enter("ada", await existing()))).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "VERIFIED", proven: true, failure: null });
    expect((await connection()).checkedAt).toBeGreaterThan(time.now() - 5_000);
    expect((await Rule.find(w.ctx.table, "ada", rule.id))?.revision).toBe(rule.revision + 1);
  });

  test("wrong ones are ERROR, with what to do", async () => {
    expect(await check(await enter("ada", credentials()))).toEqual({ done: true });
    const failed = await connection();
    expect(failed).toMatchObject({ status: "ERROR", proven: false, failure: { cause: "credentials" } });
    expect(failed.failure?.message).toMatch(/Preferences, Webservice/);
  });

  test("the provider's being down is no fault of the credentials", async () => {
    const saved = await enter("ada", await existing());
    await command("POST", "/faults", { route: SERVERS, kind: "status", status: 503 });
    await check(saved);
    expect(await connection()).toMatchObject({ status: "ERROR", failure: { cause: "unavailable" } });
    await verifyAgain(w.ctx, "ada", "hetzner");
    await check(saved);
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });

  // A late message about credentials that were replaced or deleted tries nothing and says nothing of the new ones.
  test("an old version does nothing", async () => {
    const old = await enter("ada", credentials());
    await enter("ada", await existing());
    expect(await check(old)).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "VERIFYING", version: 2 });
    await remove(w.ctx, "ada", "hetzner");
    expect(await check(old)).toEqual({ done: true });
    const again = await enter("ada", await existing());
    expect(await check({ ...again, id: old.id })).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "VERIFYING" });
    expect(await logins()).toEqual([]);
  });

  test("the same message twice is one login", async () => {
    const saved = await enter("ada", await existing());
    await check(saved);
    await check(saved);
    expect(await logins()).toHaveLength(1);
  });

  test("the same message twice at once is one failed login", async () => {
    const saved = await enter("ada", credentials());
    await Promise.all([check(saved), check(saved), check(saved)]);
    expect(await logins()).toHaveLength(1);
  });

  test.each<[string, (saved: Connection.Info) => Promise<unknown>, object | null]>([
    ["deleted", () => remove(w.ctx, "ada", "hetzner"), null],
    ["replaced", async () => enter("ada", await existing()), { status: "VERIFYING", version: 2 }],
  ])("%s while the provider is asked: its answer is dropped", async (_, change, expected) => {
    const saved = await enter("ada", credentials());
    const slow = bounded(w.ctx, adapter, async ({ call, when }) => {
      if (call === "verify" && when === "after") await change(saved);
    });
    const { accountId, provider, id, version } = saved;
    await verify(slow.ctx, slow.adapter, { v: 1, accountId, provider, connectionId: id, version });
    const after = await Connection.find(w.ctx.table, "ada", "hetzner");
    if (expected) expect(after).toMatchObject(expected);
    else expect(after).toBeNull();
  });

  // A fault of ours is not held against the customer: he tried no login.
  test("while the key is off it costs no try, and is made once the key is on", async () => {
    const saved = await enter("ada", await existing());
    const { Aliases = [] } = await w.ctx.kms.send(new ListAliasesCommand({}));
    const KeyId = Aliases.find((alias) => alias.AliasName === w.ctx.settings.credentialsKey)?.TargetKeyId;
    await w.ctx.kms.send(new DisableKeyCommand({ KeyId }));
    for (let times = 0; times < 4; times++) {
      await expect(check(saved)).rejects.toMatchObject({ name: "DisabledException" });
    }
    await w.ctx.kms.send(new EnableKeyCommand({ KeyId }));
    expect(await check(saved)).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });

  test("credentials that are damaged are said to be, and no login is tried", async () => {
    const saved = await enter("ada", await existing());
    const sealed = Buffer.from(saved.sealed);
    sealed.writeUInt8(sealed.readUInt8(50) ^ 1, 50);
    const key = Connection.key("ada", "hetzner");
    await Table.update(w.ctx.table, key, {
      expression: "SET #sealed = :sealed",
      values: { ":sealed": sealed },
    });
    expect(await check(saved)).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "ERROR", failure: { cause: "unreadable" } });
    expect(await logins()).toEqual([]);
  });
});

describe("checking again", () => {
  test("asks for the saved version, and for nothing where there is none", async () => {
    expect(await verifyAgain(w.ctx, "ada", "hetzner")).toBeNull();
    const saved = await enter("ada", await existing());
    await check(saved);
    await asked();
    expect(await verifyAgain(w.ctx, "ada", "hetzner")).toMatchObject({ status: "VERIFYING", version: 1 });
    expect(await asked()).toMatchObject([{ connectionId: saved.id, version: 1 }]);
    await check(saved);
    expect(await connection()).toMatchObject({ status: "VERIFIED" });
  });

  // A check whose message was lost is asked for again, until it has ended.
  test("is asked for where a check never ended", async () => {
    const saved = await enter("ada", await existing());
    await asked();
    await republishChecks(w.ctx);
    expect(await asked()).toEqual([]);
    time.advance(61);
    await republishChecks(w.ctx);
    await republishChecks(w.ctx);
    expect(await asked()).toMatchObject([{ connectionId: saved.id, version: 1 }]);
    await check(saved);
    time.advance(3_600);
    await republishChecks(w.ctx);
    expect(await asked()).toEqual([]);
  });
});

describe("wrong passwords", () => {
  /** Delivers checks as the queue does: again after the time that each asks for. */
  async function deliver(saved: readonly Connection.Info[], hours: number): Promise<void> {
    const end = time.now() + hours * 3_600_000;
    let inbox = saved.map((each) => ({ at: time.now(), saved: each }));
    while (inbox.length > 0 && time.now() < end) {
      const due = inbox.filter(({ at }) => at <= time.now());
      inbox = inbox.filter(({ at }) => at > time.now());
      const answers = await Promise.all(
        due.map(async (message) => ({ message, answer: await check(message.saved) })),
      );
      for (const { message, answer } of answers) {
        if (answer.done) continue;
        // SQS holds a message back for a quarter of an hour at most.
        inbox.push({ ...message, at: time.now() + Math.min(900, Math.ceil(answer.retryInSeconds)) * 1000 });
      }
      const next = Math.min(...inbox.map(({ at }) => at));
      if (Number.isFinite(next) && next > time.now()) time.advance((next - time.now()) / 1000);
    }
  }

  /** Whether Hetzner would let anybody in from our address. */
  async function letsIn(): Promise<boolean> {
    const login = await existing();
    const secrets = { username: new Secret(login.user), password: new Secret(login.password) };
    return (await adapter.verify(secrets)).ok;
  }

  // One customer's wrong password never shuts the others out.
  test("of many customers at once never make Hetzner block the address", { timeout: 60_000 }, async () => {
    const wrong = await Promise.all(
      Array.from({ length: 7 }, (_, index) => enter(`wrong-${index}`, credentials())),
    );
    const right = await Promise.all(
      Array.from({ length: 3 }, async (_, index) => enter(`right-${index}`, await existing())),
    );
    await deliver([...wrong, ...right], 2);
    expect(await letsIn()).toBe(true);
    for (const { accountId } of right) expect((await connection(accountId)).status).toBe("VERIFIED");
    for (const { accountId } of wrong) {
      expect(await connection(accountId)).toMatchObject({
        status: "ERROR",
        failure: { cause: "credentials" },
      });
    }
    expect(await logins()).toHaveLength(7 + 3 + 1);
  });

  test("of one customer, again and again, hold up nobody else", async () => {
    await check(await enter("mallory", credentials()));
    for (let times = 0; times < 5; times++) {
      const again = await enter("mallory", credentials());
      expect(await check(again)).toMatchObject({ done: false });
    }
    expect(await check(await enter("ada", await existing()))).toEqual({ done: true });
    expect(await connection("ada")).toMatchObject({ status: "VERIFIED" });
    expect(await logins()).toHaveLength(2);
  });

  // Whoever has to wait is told until when, and it is no longer than the provider's own rule makes it.
  test("make their owner wait for the provider's ten minutes, and say so", async () => {
    await check(await enter("ada", credentials()));
    const saved = await enter("ada", await existing());
    const answer = await check(saved);
    if (answer.done) throw new Error("It was tried at once.");
    const waiting = await connection();
    expect(waiting).toMatchObject({ status: "VERIFYING", failure: null });
    const seconds = ((waiting.waitingUntil ?? 0) - time.now()) / 1000;
    expect(seconds).toBeGreaterThan(590);
    expect(seconds).toBeLessThan(660);
    expect(answer.retryInSeconds).toBeCloseTo(seconds, 0);
    time.advance(Math.ceil(answer.retryInSeconds));
    expect(await check(saved)).toEqual({ done: true });
    expect(await connection()).toMatchObject({ status: "VERIFIED", waitingUntil: null });
  });
});
