// Guarantee: saved credentials are stored sealed, tried once for each check, and judged only by what the provider
// said of this version.

import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { DisableKeyCommand, EnableKeyCommand, ListAliasesCommand } from "@aws-sdk/client-kms";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Connection } from "@cloudco/core/connection/connection";
import { republishChecks } from "@cloudco/core/connection/republish";
import { removeConnection, verifyAgain } from "@cloudco/core/connection/save";
import { VerifyCommand } from "@cloudco/core/queue/queue";
import { Rule } from "@cloudco/core/rule/rule";
import { Table } from "@cloudco/core/table/table";
import { open } from "@cloudco/core/vault/open";
import { verifyConnection } from "@cloudco/core/verification/verify";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { bounded } from "./kit/boundaries.ts";
import { type Clock, clock } from "./kit/clock.ts";
import { connections } from "./kit/connections.ts";
import { buyingRule, credentials } from "./kit/customer.ts";
import { type World, world } from "./kit/world.ts";

const SERVERS = "GET /server";

let time: Clock;
let w: World;
let c: ReturnType<typeof connections>;
beforeEach(async () => {
  time = clock();
  w = await world(time);
  c = connections(w);
});
afterEach(() => w.close());

const command = (method: string, path: string, body?: unknown) =>
  control(w.simulator.controlUrl, method, path, body);

/** The messages that ask for checks, each once. */
async function asked(): Promise<VerifyCommand[]> {
  const { Messages = [] } = await w.ctx.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: w.ctx.settings.queues.verify, MaxNumberOfMessages: 10 }),
  );
  return Messages.map(({ Body = "" }) => VerifyCommand.parse(JSON.parse(Body)));
}

describe("saving", () => {
  test("leaves sealed credentials and asks for their check", async () => {
    const login = await c.existing();
    const saved = await c.enter("ada", login);
    expect(await c.connection()).toMatchObject({
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
    await c.enter("ada", login);
    const row = inspect(await c.connection(), { depth: 10, maxStringLength: null, maxArrayLength: null });
    const sealed = Buffer.from((await c.connection()).sealed).toString("latin1");
    for (const text of [row, sealed, JSON.stringify(await asked())]) {
      for (const part of [login.password, login.password.slice(0, 8), login.password.slice(-8), login.user]) {
        expect(text).not.toContain(part);
      }
    }
  });

  // What was saved before is gone at once, and what was sealed for it opens nothing.
  test("replaces the credentials, with a version of its own", async () => {
    const [first, second] = [await c.existing(), await c.existing()];
    const before = await c.enter("ada", first);
    await c.check(before);
    const after = await c.enter("ada", second);
    expect(after).toMatchObject({ id: before.id, version: 2, createdAt: before.createdAt });
    expect(await c.connection()).toMatchObject({ status: "VERIFYING", proven: false });
    const opened = await open(w.ctx.kms, after.sealed, Connection.encryptionContext(after));
    expect(opened.password?.reveal()).toBe(second.password);
    await expect(open(w.ctx.kms, before.sealed, Connection.encryptionContext(after))).rejects.toThrow();
  });

  test("twenty times at once is one after the other", async () => {
    const saved = await Promise.all(Array.from({ length: 20 }, () => c.enter("ada", credentials())));
    expect(new Set(saved.map(({ version }) => version)).size).toBe(20);
    expect(new Set(saved.map(({ id }) => id)).size).toBe(1);
    expect((await c.connection()).version).toBe(20);
  });

  test("again after deleting is another connection", async () => {
    const before = await c.enter("ada", await c.existing());
    expect(await removeConnection(w.ctx, "ada", "hetzner")).toBe(true);
    expect(await removeConnection(w.ctx, "ada", "hetzner")).toBe(false);
    const after = await c.enter("ada", await c.existing());
    expect(after.id).not.toBe(before.id);
    expect(await Connection.list(w.ctx.table, "ada")).toHaveLength(1);
  });
});

describe("checking", () => {
  test("right credentials are VERIFIED, and rules that stood still are looked at again", async () => {
    const rule = await buyingRule(w.ctx, "ada");
    time.advance(1);
    expect(await c.check(await c.enter("ada", await c.existing()))).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "VERIFIED", proven: true, failure: null });
    expect((await c.connection()).checkedAt).toBeGreaterThan(time.now() - 5_000);
    expect((await Rule.find(w.ctx.table, "ada", rule.id))?.revision).toBe(rule.revision + 1);
  });

  test("wrong ones are ERROR, with what to do", async () => {
    expect(await c.check(await c.enter("ada", credentials()))).toEqual({ done: true });
    const failed = await c.connection();
    expect(failed).toMatchObject({ status: "ERROR", proven: false, failure: { cause: "credentials" } });
    expect(failed.failure?.message).toMatch(/Preferences, Webservice/);
  });

  test("the provider's being down is no fault of the credentials", async () => {
    const saved = await c.enter("ada", await c.existing());
    await command("POST", "/faults", { route: SERVERS, kind: "status", status: 503 });
    await c.check(saved);
    expect(await c.connection()).toMatchObject({ status: "ERROR", failure: { cause: "unavailable" } });
    await verifyAgain(w.ctx, "ada", "hetzner");
    await c.check(saved);
    expect(await c.connection()).toMatchObject({ status: "VERIFIED" });
  });

  // A late message about credentials that were replaced or deleted tries nothing and says nothing of the new ones.
  test("an old version does nothing", async () => {
    const old = await c.enter("ada", credentials());
    await c.enter("ada", await c.existing());
    expect(await c.check(old)).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "VERIFYING", version: 2 });
    await removeConnection(w.ctx, "ada", "hetzner");
    expect(await c.check(old)).toEqual({ done: true });
    const again = await c.enter("ada", await c.existing());
    expect(await c.check({ ...again, id: old.id })).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "VERIFYING" });
    expect(await c.logins()).toEqual([]);
  });

  test("the same message twice is one login", async () => {
    const saved = await c.enter("ada", await c.existing());
    await c.check(saved);
    await c.check(saved);
    expect(await c.logins()).toHaveLength(1);
  });

  test("the same message twice at once is one failed login", async () => {
    const saved = await c.enter("ada", credentials());
    await Promise.all([c.check(saved), c.check(saved), c.check(saved)]);
    expect(await c.logins()).toHaveLength(1);
  });

  test.each<[string, (saved: Connection.Info) => Promise<unknown>, object | null]>([
    ["deleted", () => removeConnection(w.ctx, "ada", "hetzner"), null],
    ["replaced", async () => c.enter("ada", await c.existing()), { status: "VERIFYING", version: 2 }],
  ])("%s while the provider is asked: its answer is dropped", async (_, change, expected) => {
    const saved = await c.enter("ada", credentials());
    const slow = bounded(w.ctx, adapter, async ({ call, when }) => {
      if (call === "verify" && when === "after") await change(saved);
    });
    const { accountId, provider, id, version } = saved;
    await verifyConnection(slow.ctx, () => slow.adapter, {
      v: 1,
      accountId,
      provider,
      connectionId: id,
      version,
    });
    const after = await Connection.find(w.ctx.table, "ada", "hetzner");
    if (expected) expect(after).toMatchObject(expected);
    else expect(after).toBeNull();
  });

  // A fault of ours is not held against the customer: they tried no login.
  test("while the key is off it costs no try, and is made once the key is on", async () => {
    const saved = await c.enter("ada", await c.existing());
    const { Aliases = [] } = await w.ctx.kms.send(new ListAliasesCommand({}));
    const KeyId = Aliases.find((alias) => alias.AliasName === w.ctx.settings.credentialsKey)?.TargetKeyId;
    await w.ctx.kms.send(new DisableKeyCommand({ KeyId }));
    for (let times = 0; times < 4; times++) {
      await expect(c.check(saved)).rejects.toMatchObject({ name: "DisabledException" });
    }
    await w.ctx.kms.send(new EnableKeyCommand({ KeyId }));
    expect(await c.check(saved)).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "VERIFIED" });
  });

  test("credentials that are damaged are said to be, and no login is tried", async () => {
    const saved = await c.enter("ada", await c.existing());
    const sealed = Buffer.from(saved.sealed);
    sealed.writeUInt8(sealed.readUInt8(50) ^ 1, 50);
    const key = Connection.key("ada", "hetzner");
    await Table.update(w.ctx.table, key, {
      expression: "SET #sealed = :sealed",
      values: { ":sealed": sealed },
    });
    expect(await c.check(saved)).toEqual({ done: true });
    expect(await c.connection()).toMatchObject({ status: "ERROR", failure: { cause: "unreadable" } });
    expect(await c.logins()).toEqual([]);
  });
});

describe("checking again", () => {
  test("asks for the saved version, and for nothing where there is none", async () => {
    expect(await verifyAgain(w.ctx, "ada", "hetzner")).toBeNull();
    const saved = await c.enter("ada", await c.existing());
    await c.check(saved);
    await asked();
    expect(await verifyAgain(w.ctx, "ada", "hetzner")).toMatchObject({ status: "VERIFYING", version: 1 });
    expect(await asked()).toMatchObject([{ connectionId: saved.id, version: 1 }]);
    await c.check(saved);
    expect(await c.connection()).toMatchObject({ status: "VERIFIED" });
  });

  // A check whose message was lost is asked for again, until it has ended.
  test("is asked for where a check never ended", async () => {
    const saved = await c.enter("ada", await c.existing());
    await asked();
    await republishChecks(w.ctx);
    expect(await asked()).toEqual([]);
    time.advance(61);
    await republishChecks(w.ctx);
    await republishChecks(w.ctx);
    expect(await asked()).toMatchObject([{ connectionId: saved.id, version: 1 }]);
    await c.check(saved);
    time.advance(3_600);
    await republishChecks(w.ctx);
    expect(await asked()).toEqual([]);
  });
});
