// Guarantee: a customer connects by a link at the provider, and no key of theirs is in any answer, not even the one that they
// never saw.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { Connection } from "@cloudco/core/connection/connection";
import { leaks } from "@cloudco/core/test/leak";
import { open } from "@cloudco/core/vault/open";
import { stand } from "@cloudco/providers/test/fixture";
import { eu } from "@cloudco/providers/test/ovh/fixture";
import type { SQSEvent } from "aws-lambda";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { handler } from "../queue/verify.ts";

const KEY = "/connections/ovh-eu/consumer-key";

let r: Rig;
let ada: Customer;
let p: Awaited<ReturnType<typeof stand>>;
let keys: { applicationKey: string; applicationSecret: string };
beforeAll(async () => {
  r = await rig({ CONNECTION_WAIT_SECONDS: "5" });
});
beforeEach(async () => {
  ada = await r.customer();
  p = await stand(eu);
  const { applicationKey, applicationSecret } = p.credentials;
  keys = {
    applicationKey: applicationKey?.reveal() ?? "",
    applicationSecret: applicationSecret?.reveal() ?? "",
  };
});
afterEach(() => p.close());
afterAll(() => r.close());

/** The verify function gets messages until one was this customer's. */
async function work(): Promise<void> {
  const queue = { QueueUrl: r.ctx.settings.queues.verify, WaitTimeSeconds: 2 };
  for (let own = false; !own; ) {
    const { Messages = [] } = await r.ctx.sqs.send(new ReceiveMessageCommand(queue));
    const records = Messages.map((message) => ({ messageId: message.MessageId, body: message.Body }));
    await expect(handler({ Records: records } as SQSEvent)).resolves.toEqual({ batchItemFailures: [] });
    own = records.some(({ body }) => body?.includes(ada.id));
  }
}

const request = async (body: unknown = keys): Promise<Answer> =>
  (await Promise.all([ada.call("POST", KEY, body), work()]))[0];
const show = () => ada.call("GET", "/connections/ovh-eu");

describe("requesting a consumer key", () => {
  test("answers with the link, and the connection is verified some seconds after it was followed", async () => {
    const answer = await request();
    expect(answer).toMatchObject({
      status: 200,
      json: {
        provider: "ovh-eu",
        status: "VERIFYING",
        failure: null,
        consent: { url: expect.stringContaining("credentialToken="), until: expect.stringMatching(/Z$/) },
      },
    });
    expect((await show()).json).toEqual(answer.json);
    const { consent } = answer.json as { consent: { url: string; until: string } };
    expect(Date.parse(consent.until) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    const { id } = await p.control<{ id: string }>("POST", "/accounts", {});
    await p.control("POST", "/validations", { url: consent.url, account: id });
    await work(); // the message that comes ten seconds later
    const verified = await show();
    expect(verified.json).toMatchObject({ status: "VERIFIED", consent: null, failure: null });

    const saved = await Connection.find(r.ctx.table, ada.id, "ovh-eu");
    if (!saved) throw new Error("nothing was saved");
    const opened = await open(r.ctx.kms, saved.sealed, Connection.encryptionContext(saved));
    const secrets = Object.values(opened).map((secret) => secret.reveal());
    expect(secrets).toHaveLength(3);
    expect(leaks(answer.text + verified.text, secrets)).toEqual([]);
  }, 40_000);

  test("answers why there is no link", async () => {
    expect(await request({ ...keys, applicationKey: "unknown" })).toMatchObject({
      status: 200,
      json: { status: "ERROR", consent: null, failure: { cause: "credentials" } },
    });
  });

  test("answers 202 while the provider is slow", async () => {
    await p.control("PUT", "/latency", { ms: 6000 });
    expect(await request()).toMatchObject({ status: 202, json: { status: "VERIFYING", consent: null } });
    expect((await show()).json).toMatchObject({ consent: { url: expect.any(String) } });
  }, 40_000);

  test.each<[string, object, string[]]>([
    ["nothing", {}, ["applicationKey", "applicationSecret"]],
    ["no secret", { applicationKey: "x", applicationSecret: "" }, ["applicationSecret"]],
    ["a consumer key", { applicationKey: "x", applicationSecret: "y", consumerKey: "z" }, ["consumerKey"]],
    ["a link", { applicationKey: "x", applicationSecret: "y", url: "https://x" }, ["url"]],
  ])("refuses %s, and saves nothing", async (_case, body, fields) => {
    expectProblem(await ada.call("POST", KEY, body), 400, "request.invalid", fields);
    expect(await Connection.find(r.ctx.table, ada.id, "ovh-eu")).toBeNull();
  });

  test.each(["hetzner", "vultr", "nobody"])("is not there for %s", async (provider) => {
    const answer = await ada.call("POST", `/connections/${provider}/consumer-key`, keys);
    expectProblem(answer, 404, "resource.not_found");
  });

  test("is said of the providers that have it", async () => {
    const { items } = (await ada.call("GET", "/providers")).json as {
      items: { id: string; consentField: string | null }[];
    };
    const having = items.flatMap(({ id, consentField }) => (consentField ? [[id, consentField]] : []));
    expect(having).toEqual([
      ["ovh-eu", "consumerKey"],
      ["ovh-ca", "consumerKey"],
    ]);
  });

  test("counts as a check of the credentials", async () => {
    for (let tries = 0; tries < 5; tries++) await request({ ...keys, applicationKey: "unknown" });
    expectProblem(await ada.call("POST", KEY, keys), 429, "connection.too_many_checks");
  });
});
