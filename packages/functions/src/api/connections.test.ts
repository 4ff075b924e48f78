// Guarantee: credentials go in and never come out; a person sees in one answer whether they work.

import { randomBytes } from "node:crypto";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Connection } from "@cloudco/core/connection/connection";
import { VerifyCommand } from "@cloudco/core/queue/queue";
import { open } from "@cloudco/core/vault/open";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";

let r: Rig;
beforeAll(async () => {
  r = await rig({ CONNECTION_WAIT_SECONDS: "4" });
});
afterAll(() => r.close());

const login = () => ({
  username: `K${randomBytes(6).toString("hex")}`,
  password: randomBytes(12).toString("base64"),
});

/** Stands in for the verify function: takes the next command for this customer and writes what came of it. */
async function check(customer: Customer, failure: Connection.Info["failure"]): Promise<void> {
  for (;;) {
    const { Messages = [] } = await r.ctx.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: r.ctx.settings.queues.verify,
        WaitTimeSeconds: 5,
        VisibilityTimeout: 1,
      }),
    );
    for (const { Body = "", ReceiptHandle } of Messages) {
      const command = VerifyCommand.parse(JSON.parse(Body));
      if (command.accountId !== customer.id) continue;
      await r.ctx.sqs.send(
        new DeleteMessageCommand({ QueueUrl: r.ctx.settings.queues.verify, ReceiptHandle }),
      );
      await Connection.conclude(r.ctx.table, { ...command, id: command.connectionId }, failure, Date.now());
      return;
    }
  }
}

/** A saved connection whose check went well. */
async function connected(): Promise<Customer> {
  const customer = await r.customer();
  await Promise.all([customer.call("PUT", "/connections/hetzner", login()), check(customer, null)]);
  return customer;
}

describe("saving", () => {
  test("answers VERIFIED once the check has ended", async () => {
    const ada = await r.customer();
    const credentials = login();
    const [answer] = await Promise.all([
      ada.call("PUT", "/connections/hetzner", credentials),
      check(ada, null),
    ]);
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.json).toEqual({
      provider: "hetzner",
      status: "VERIFIED",
      hints: { username: expect.stringContaining("…"), password: expect.stringContaining("…") },
      failure: null,
      waitingUntil: null,
      consent: null,
      savedAt: expect.stringMatching(/Z$/),
      checkedAt: expect.stringMatching(/Z$/),
      currency: null,
      unmatchable: [],
    });
    expect((await ada.call("GET", "/connections/hetzner")).json).toEqual(answer.json);
    expect((await ada.call("GET", "/connections")).json).toEqual({ items: [answer.json] });
  });

  test("answers ERROR and why", async () => {
    const ada = await r.customer();
    const failure = { cause: "credentials" as const, message: "Hetzner refused the login." };
    const [answer] = await Promise.all([
      ada.call("PUT", "/connections/hetzner", login()),
      check(ada, failure),
    ]);
    expect(answer).toMatchObject({ status: 200, json: { status: "ERROR", failure } });
  });

  test("keeps a password as it was typed, spaces and all, and shows nothing of it", async () => {
    const ada = await r.customer();
    const password = `  ${randomBytes(12).toString("base64")}  `;
    const [answer] = await Promise.all([
      ada.call("PUT", "/connections/hetzner", { username: "K12345678", password }),
      check(ada, null),
    ]);
    expect(answer.json).toMatchObject({ hints: { username: "K1…78", password: "…" } });
    const saved = await Connection.find(r.ctx.table, ada.id, "hetzner");
    if (!saved) throw new Error("nothing was saved");
    const opened = await open(r.ctx.kms, saved.sealed, Connection.encryptionContext(saved));
    expect(opened.password?.reveal()).toBe(password);
  });

  test("does not cut a character of its hint in two", async () => {
    const ada = await r.customer();
    const [answer] = await Promise.all([
      ada.call("PUT", "/connections/hetzner", { username: "a🚀bcdefg🚀z", password: "x" }),
      check(ada, null),
    ]);
    expect(answer).toMatchObject({ status: 200, json: { hints: { username: "a🚀…🚀z" } } });
  });

  // Guarantee: a secret that was pasted into a note, too, is not shown, whatever spaces came along with one of them.
  test.each(["", " "])("hide a note that holds the secret, with %j around that", async (space) => {
    const ada = await r.customer();
    const key = randomBytes(18).toString("hex").toUpperCase();
    const body = { description: `mine is ${key}.`, key: `${space}${key}${space}` };
    const [answer] = await Promise.all([ada.call("PUT", "/connections/vultr", body), check(ada, null)]);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain(key);
  });

  test("answers 202, in the same form, where the check has to wait for its turn", async () => {
    const ada = await r.customer();
    const waiting = async () => {
      const connection = await expect
        .poll(() => Connection.find(r.ctx.table, ada.id, "hetzner"))
        .not.toBeNull()
        .then(() => Connection.find(r.ctx.table, ada.id, "hetzner"));
      if (connection) await Connection.wait(r.ctx.table, connection, Date.now() + 600_000);
    };
    const [answer] = await Promise.all([ada.call("PUT", "/connections/hetzner", login()), waiting()]);
    expect(answer).toMatchObject({ status: 202, json: { status: "VERIFYING", checkedAt: null } });
    expect(answer.json).toMatchObject({ waitingUntil: expect.stringMatching(/Z$/) });
  });

  test.each<[string, unknown, string[]]>([
    ["nothing", {}, ["username", "password"]],
    ["a field that is empty", { username: "", password: "x" }, ["username"]],
    ["a field that is too long", { username: "x".repeat(101), password: "x" }, ["username"]],
    ["a number", { username: 1, password: null }, ["username", "password"]],
    ["a line break", { username: "K1", password: "x\n" }, ["password"]],
    ["NUL", { username: "K1\u0000", password: "x" }, ["username"]],
    ["half a surrogate pair", { username: "K1", password: "\ud800" }, ["password"]],
    ["another provider's fields", { username: "K1", password: "x", consumerKey: "y" }, ["consumerKey"]],
    [
      "our own fields",
      { username: "K1", password: "x", status: "VERIFIED", accountId: "z" },
      ["status", "accountId"],
    ],
  ])("refuses %s, and saves nothing", async (_case, body, fields) => {
    const ada = await r.customer();
    expectProblem(await ada.call("PUT", "/connections/hetzner", body), 400, "request.invalid", fields);
    expect(await Connection.find(r.ctx.table, ada.id, "hetzner")).toBeNull();
  });

  test.each(["nobody", "HETZNER", "__proto__", "hetzner%00"])(
    "does not know the provider %s",
    async (name) => {
      const ada = await r.customer();
      expectProblem(await ada.call("PUT", `/connections/${name}`, login()), 404, "resource.not_found");
    },
  );
});

describe("checking again", () => {
  test("answers what the new check gave", async () => {
    const ada = await connected();
    const failure = { cause: "credentials" as const, message: "The password was changed." };
    const [answer] = await Promise.all([
      ada.call("POST", "/connections/hetzner/verify"),
      check(ada, failure),
    ]);
    expect(answer).toMatchObject({ status: 200, json: { status: "ERROR", failure } });
  });

  test("is 404 where nothing is saved, and counts no try", async () => {
    const ada = await r.customer();
    for (let attempt = 0; attempt < 7; attempt++) {
      expectProblem(await ada.call("POST", "/connections/hetzner/verify"), 404, "resource.not_found");
    }
  });
});

// A sixth try within a minute would let somebody guess passwords through us, and get us blocked at the provider.
test("lets each connection be checked five times a minute, and others go on", async () => {
  const ada = await connected();
  for (let attempt = 2; attempt <= 5; attempt++) {
    await Promise.all([ada.call("POST", "/connections/hetzner/verify"), check(ada, null)]);
  }
  const refused = await ada.call("PUT", "/connections/hetzner", login());
  expectProblem(refused, 429, "connection.too_many_checks");
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  expect(Number(refused.headers["retry-after"])).toBeLessThanOrEqual(60);
  expect((await ada.call("POST", "/connections/hetzner/verify")).status).toBe(429);
  expect(await Connection.find(r.ctx.table, ada.id, "hetzner")).toMatchObject({
    version: 1,
    status: "VERIFIED",
  });
  expect(await connected()).toBeDefined();
});

describe("forgetting", () => {
  test("leaves nothing", async () => {
    const ada = await connected();
    expect(await ada.call("DELETE", "/connections/hetzner")).toMatchObject({ status: 204, text: "" });
    expectProblem(await ada.call("GET", "/connections/hetzner"), 404, "resource.not_found");
    expectProblem(await ada.call("DELETE", "/connections/hetzner"), 404, "resource.not_found");
  });
});

// Who edits what they saw replaces that, and not what somebody else saved meanwhile.
describe("saving what was read", () => {
  const put = (customer: Customer, etag: string | undefined, credentials = login()) =>
    call("PUT", "/connections/hetzner", {
      token: customer.token,
      body: credentials,
      headers: { "if-match": etag ?? "" },
    });

  test("is refused where it was saved anew since, and changes nothing", async () => {
    const ada = await connected();
    const read = await ada.call("GET", "/connections/hetzner");
    const [first] = await Promise.all([put(ada, read.headers.etag), check(ada, null)]);
    expect(first.status).toBe(200);
    expect(first.headers.etag).not.toBe(read.headers.etag);
    expectProblem(await put(ada, read.headers.etag), 412, "request.changed");
    expect((await ada.call("GET", "/connections/hetzner")).headers.etag).toBe(first.headers.etag);
  });

  test("is refused where nothing is saved, or not any more", async () => {
    const bob = await r.customer();
    expectProblem(await put(bob, '"con_1.1"'), 412, "request.changed");
    expectProblem(await bob.call("GET", "/connections/hetzner"), 404, "resource.not_found");
  });
});
