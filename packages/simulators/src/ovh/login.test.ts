// Guarantee: signatures, rights and keys are as strict here as at OVHcloud, and no key is readable in the journal.

import { describe, expect, test } from "vitest";
import { Lab } from "../../test/lab.ts";
import { TestLab } from "../../test/ovh/lab.ts";

// A clock that only moves when it is told to.
const now = () => Date.parse("2026-10-02T10:54:01Z");

describe("a signature", () => {
  test("is over method, URL with its query, body and time, as they were sent", async () => {
    const lab = await TestLab.open();
    expect((await lab.api("GET", "/me")).json).toMatchObject({
      nichandle: lab.owner.account,
      ovhSubsidiary: "FR",
    });
    expect((await lab.api("GET", "/me/order?date.from=2026-10-02T00%3A00%3A00Z")).status).toBe(200);
    const body = { ovhSubsidiary: "FR", description: "café" };
    expect((await lab.api("POST", "/order/cart", body)).json.description).toBe("café");
    const old = await fetch(`${lab.simulator.url}/v1/me`, {
      headers: TestLab.signature(lab.owner, "GET", `${lab.simulator.url}/v1/me`, "", lab.time()),
    });
    expect(old.status).toBe(200);
    expect(old.headers.get("x-ovh-queryid")).toMatch(/^EU\./);
  });

  test.each([
    ["GET", "/1.0/me/order", ""],
    ["POST", "/1.0/me/order?date.from=2026-10-02", ""],
    ["GET", "/1.0/me/order?date.from=2026-10-02", "{}"],
    ["GET", "/v1/me/order?date.from=2026-10-02", ""],
  ])("over %s %s %s instead is 400 INVALID_SIGNATURE", async (method, path, body) => {
    const lab = await TestLab.open();
    const headers = TestLab.signature(lab.owner, method, lab.simulator.url + path, body, lab.time());
    const response = await fetch(`${lab.simulator.url}/1.0/me/order?date.from=2026-10-02`, { headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      errorCode: "INVALID_SIGNATURE",
      httpCode: "400 Bad Request",
      message: "Invalid signature",
    });
  });

  test("with another secret is INVALID_SIGNATURE, with another consumer key INVALID_CREDENTIAL", async () => {
    const lab = await TestLab.open();
    const stranger = await lab.customer();
    const as = async (keys: object) =>
      (await lab.api("GET", "/me", undefined, { ...lab.owner, ...keys })).json;
    expect(await as({ secret: stranger.secret })).toMatchObject({ errorCode: "INVALID_SIGNATURE" });
    expect(await as({ consumerKey: "none" })).toMatchObject({ errorCode: "INVALID_CREDENTIAL" });
    expect(await as({ consumerKey: stranger.consumerKey }), "of another application").toMatchObject({
      errorCode: "INVALID_CREDENTIAL",
    });
    expect(await as({ application: "none" })).toEqual({
      errorCode: "INVALID_KEY",
      httpCode: "403 Forbidden",
      message: "This application key is invalid",
    });
  });

  test("without a consumer key is 403 NOT_CREDENTIAL, without an application INVALID_KEY", async () => {
    const lab = await TestLab.open();
    const { "x-ovh-consumer": _, ...headers } = TestLab.signature(lab.owner, "GET", "", "", lab.time());
    const { status, json } = await Lab.read(await fetch(`${lab.simulator.url}/1.0/me`, { headers }));
    expect([status, json.errorCode]).toEqual([403, "NOT_CREDENTIAL"]);
    expect((await lab.api("GET", "/me", undefined, null)).json.errorCode).toBe("INVALID_KEY");
  });

  test("keys of one installation are unknown at the other", async () => {
    const eu = await TestLab.open({ region: "eu" });
    const ca = await TestLab.open({ region: "ca" });
    expect((await ca.api("GET", "/me")).json).toMatchObject({
      ovhSubsidiary: "CA",
      currency: { code: "CAD" },
    });
    expect(await ca.api("GET", "/me", undefined, eu.owner)).toMatchObject({
      status: 403,
      json: { errorCode: "INVALID_KEY" },
    });
    expect(await eu.api("GET", "/me", undefined, ca.owner)).toMatchObject({
      status: 403,
      json: { errorCode: "INVALID_KEY" },
    });
  });
});

describe("the time", () => {
  test("is a bare number for everybody, by the simulator's clock", async () => {
    const lab = await TestLab.open({ now });
    expect(await lab.api("GET", "/auth/time", undefined, null)).toEqual({ status: 200, json: now() / 1000 });
    await lab.advance(100);
    expect((await lab.api("GET", "/auth/time")).json).toBe(now() / 1000 + 100);
  });

  test("may be off by so much, and then it is 400 QUERY_TIME_OUT, or what was seen instead", async () => {
    const lab = await TestLab.open({ now });
    const at = async (offset: number) => {
      const { status, json } = await Lab.read(await lab.request("GET", "/me", undefined, lab.owner, offset));
      return [status, json.errorCode];
    };
    expect(await at(30)).toEqual([200, undefined]);
    expect(await at(-30)).toEqual([200, undefined]);
    expect(await at(31)).toEqual([400, "QUERY_TIME_OUT"]);
    expect(await at(-31)).toEqual([400, "QUERY_TIME_OUT"]);
    await lab.control("PUT", "/settings", {
      timestampRefusal: "INVALID_KEY",
      timestampToleranceSeconds: 300,
    });
    expect(await at(31)).toEqual([200, undefined]);
    expect(await at(301)).toEqual([403, "INVALID_KEY"]);
  });
});

describe("rights", () => {
  test.each([
    ["GET", "/me", "/me", 200],
    ["GET", "/me", "/me/*", 403],
    ["GET", "/me/order", "/me", 403],
    ["GET", "/me/order", "/me/*", 200],
    ["GET", "/me/order?date.from=2026-10-02", "/me/order", 200],
    ["GET", "/me/payment/method", "/me/*/method", 200],
    ["GET", "/dedicated/server/x", "/dedicated/server", 403],
    ["GET", "/me", "/*", 200],
  ])("%s %s with a right to %s is %i", async (method, path, granted, status) => {
    const lab = await TestLab.open();
    const limited = await lab.customer({}, [{ method: "GET", path: granted }]);
    const answer = await lab.api(method, path, undefined, limited);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.json.errorCode).toBe("NOT_GRANTED_CALL");
  });

  test("are by method too, count for signed cart calls, and not for the inventory and one's own key", async () => {
    const lab = await TestLab.open();
    await lab.stock();
    const limited = await lab.customer({}, [{ method: "GET", path: "/*" }]);
    const body = { ovhSubsidiary: "FR" };
    expect((await lab.api("POST", "/order/cart", body, limited)).json.errorCode).toBe("NOT_GRANTED_CALL");
    expect((await lab.api("POST", "/order/cart", body, null)).status).toBe(200);
    const none = await lab.customer({}, []);
    for (const path of [
      "/order/catalog/public/eco?ovhSubsidiary=FR",
      "/dedicated/server/datacenter/availabilities",
    ]) {
      expect((await lab.api("GET", path, undefined, none)).status).toBe(200);
      expect((await lab.api("GET", path, undefined, null)).status).toBe(200);
      expect((await lab.api("GET", path, undefined, { ...none, secret: "x" })).status).toBe(400);
    }
    expect((await lab.api("GET", "/auth/currentCredential", undefined, none)).json).toMatchObject({
      credentialId: none.credentialId,
      status: "validated",
      expiration: null,
      rules: [],
    });
  });
});

describe("a consumer key", () => {
  const rules = [
    { method: "GET", path: "/me" },
    { method: "GET", path: "/me/*" },
  ];

  async function asked(lab: Awaited<ReturnType<typeof TestLab.open>>, keys = lab.owner) {
    const response = await fetch(`${lab.simulator.url}/1.0/auth/credential`, {
      method: "POST",
      headers: { "x-ovh-application": keys.application, "content-type": "application/json" },
      body: JSON.stringify({ accessRules: rules, redirection: "https://app.example/done" }),
    });
    return Lab.read(response);
  }

  test("is asked for unsigned, and worth something once the link was followed", async () => {
    const lab = await TestLab.open({ now });
    const { status, json } = await asked(lab);
    expect([status, json.state]).toEqual([200, "pendingValidation"]);
    expect(json.validationUrl).toMatch(`${lab.simulator.url}/auth/?credentialToken=`);
    const keys = { ...lab.owner, consumerKey: json.consumerKey };
    expect((await lab.api("GET", "/me", undefined, keys)).json.errorCode).toBe("INVALID_CREDENTIAL");
    expect((await fetch(json.validationUrl)).status).toBe(200);

    const { account } = await lab.customer({ email: "jane@example.com" });
    const click = { url: json.validationUrl, account, expiresInSeconds: 3600 };
    expect((await lab.control("POST", "/validations", click)).json).toMatchObject({
      status: "validated",
      account,
    });
    expect((await lab.api("GET", "/me", undefined, keys)).json).toMatchObject({ email: "jane@example.com" });
    const own = (await lab.api("GET", "/auth/currentCredential", undefined, keys)).json;
    expect(own).toMatchObject({ status: "validated", rules, expiration: "2026-10-02T13:54:01+02:00" });
    expect((await lab.api("GET", "/dedicated/server", undefined, keys)).json.errorCode).toBe(
      "NOT_GRANTED_CALL",
    );
    expect((await lab.control("POST", "/validations", click)).status, "once only").toBe(404);
    await lab.advance(3600);
    expect((await lab.api("GET", "/me", undefined, keys)).json.errorCode).toBe("INVALID_CREDENTIAL");
  });

  test("can be refused, and an unknown application gets none", async () => {
    const lab = await TestLab.open();
    const { json } = await asked(lab);
    await lab.control("POST", "/validations", {
      url: json.validationUrl,
      account: lab.owner.account,
      answer: "refuse",
    });
    const keys = { ...lab.owner, consumerKey: json.consumerKey };
    expect((await lab.api("GET", "/me", undefined, keys)).json.errorCode).toBe("INVALID_CREDENTIAL");
    expect((await asked(lab, { ...lab.owner, application: "none" })).json.errorCode).toBe("INVALID_KEY");
  });

  test("ends with a logout, can expire, and can be kept to addresses", async () => {
    const lab = await TestLab.open({ now });
    const expiring = await lab.customer();
    await lab.control("PATCH", `/credentials/${expiring.credentialId}`, { expiresInSeconds: 60 });
    expect((await lab.api("GET", "/me", undefined, expiring)).status).toBe(200);
    await lab.advance(60);
    expect((await lab.api("GET", "/me", undefined, expiring)).json.errorCode).toBe("INVALID_CREDENTIAL");
    await lab.control("PATCH", `/credentials/${lab.owner.credentialId}`, { allowedIPs: ["192.0.2.1"] });
    expect((await lab.api("GET", "/me")).json.errorCode).toBe("FORBIDDEN");
    await lab.control("PATCH", `/credentials/${lab.owner.credentialId}`, { allowedIPs: null });
    expect(await lab.api("POST", "/auth/logout")).toEqual({ status: 200, json: null });
    expect((await lab.api("GET", "/me")).json.errorCode).toBe("INVALID_CREDENTIAL");
  });

  // Guarantee: no key, secret or signature is readable in the journal, nor answered by the control API.
  test("is not shown", async () => {
    const lab = await TestLab.open();
    await lab.api("GET", "/me");
    const { json } = await asked(lab);
    await fetch(json.validationUrl);
    await lab.api("POST", "/dedicated/server/x/confirmTermination", { token: json.consumerKey });
    const shown = await lab.control("PATCH", `/credentials/${lab.owner.credentialId}`, {});
    const entries = await lab.journal();
    expect(entries).toMatchObject([
      { path: "/1.0/me", account: lab.owner.account, applied: true },
      { path: "/1.0/auth/credential", body: { redirection: "https://app.example/done" } },
      { path: "/auth/?credentialToken=[redacted]" },
      { body: { token: "[redacted]" } },
    ]);
    const text = JSON.stringify([entries, shown]);
    const { secret, consumerKey } = lab.owner;
    for (const hidden of [secret, consumerKey, json.consumerKey, "$1$"]) expect(text).not.toContain(hidden);
    expect(text).not.toMatch(/x-ovh/i);
  });
});

describe("calls", () => {
  test("with parameters that are not described, without those that are, or to nowhere are refused", async () => {
    const lab = await TestLab.open();
    const message = async (method: string, path: string, body?: unknown) => {
      const answer = await lab.api(method, path, body);
      return [answer.status, answer.json.class, answer.json.message];
    };
    const strange = "Received not described parameters: (x)";
    expect(await message("GET", "/me?x=1")).toEqual([400, "Client::BadRequest", strange]);
    expect(await message("POST", "/order/cart", { ovhSubsidiary: "FR", x: 1 })).toEqual([
      400,
      "Client::BadRequest",
      strange,
    ]);
    expect(await message("POST", "/auth/logout", { x: 1 })).toEqual([400, "Client::BadRequest", strange]);
    expect(await message("POST", "/order/cart", {})).toEqual([
      400,
      "Client::BadRequest",
      "Missing parameter(s): ovhSubsidiary",
    ]);
    expect(await message("GET", "/order/eco/availableConfiguration")).toEqual([
      404,
      "Client::NotFound",
      "Got an invalid (or empty) URL",
    ]);
  });

  test.each([
    ["60 of a consumer key, which counts as fair use", {}, 60],
    ["as many as are set", { requestsPerMinute: 3 }, 3],
  ])("are taken in a minute: %s", async (_, settings, max) => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", settings);
    for (let sent = 0; sent < max; sent += 1) expect((await lab.api("GET", "/me")).status).toBe(200);
    expect((await lab.api("GET", "/me")).status).toBe(429);
    await lab.advance(59);
    expect((await lab.api("GET", "/me")).status).toBe(429);
    expect((await lab.api("GET", "/me", undefined, await lab.customer())).status).toBe(200);
    await lab.advance(1);
    expect((await lab.api("GET", "/me")).status).toBe(200);
  });

  test("have no limit where none is set", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { requestsPerMinute: null });
    for (let sent = 0; sent < 70; sent += 1) expect((await lab.api("GET", "/me")).status).toBe(200);
  });

  test("tell of the payment method", async () => {
    const lab = await TestLab.open();
    const [id] = (await lab.api("GET", "/me/payment/method?default=true")).json;
    const path = `/me/payment/method/${id}`;
    expect((await lab.api("GET", path)).json).toMatchObject({
      paymentMethodId: id,
      default: true,
      status: "VALID",
    });
    await lab.control("PATCH", `/accounts/${lab.owner.account}`, { paymentMethod: "expired" });
    expect((await lab.api("GET", path)).json).toMatchObject({ status: "EXPIRED" });
    expect((await lab.api("GET", "/me/payment/method?status=VALID")).json).toEqual([]);
    await lab.control("PATCH", `/accounts/${lab.owner.account}`, { paymentMethod: "none" });
    expect((await lab.api("GET", "/me/payment/method")).json).toEqual([]);
    expect((await lab.api("GET", path)).status).toBe(404);
  });
});
