// Guarantee: keys go to their own region and are taken only with the rights that they need, and nothing that was
// typed in comes back.

import { randomBytes } from "node:crypto";
import type { Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { beforeEach, describe, expect, test } from "vitest";
import { gateway, Status, Stub } from "../../test/ovh/stub.ts";
import { ConsumerKey } from "./consumer-key.ts";
import { europe, northAmerica } from "./ovh.ts";
import { Region } from "./region.ts";
import { Rights } from "./rights.ts";

const eu = new Stub("OVH_EU_URL");
const ca = new Stub("OVH_CA_URL");

const key = () => randomBytes(16).toString("hex");
const credential = { status: "validated", rules: Rights.NEEDED };
const me = { nichandle: "ab12345-ovh", ovhSubsidiary: "FR", currency: { code: "EUR" } };
let login: Credentials;

beforeEach(() => {
  login = fields(key(), key(), key());
  eu.answer({ "GET /auth/currentCredential": credential, "GET /me": me });
});

function fields(applicationKey: string, applicationSecret: string, consumerKey: string): Credentials {
  return {
    applicationKey: new Secret(applicationKey),
    applicationSecret: new Secret(applicationSecret),
    consumerKey: new Secret(consumerKey),
  };
}

describe("verify", () => {
  test("reads what the key allows, and the account", async () => {
    expect(await europe.verify(login)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
    expect(eu.calls).toEqual(["GET /auth/currentCredential", "GET /me"]);
  });

  test("understands the older form, spaces around it aside", async () => {
    const [application, secret, consumer] = [key(), key(), key()];
    expect(await europe.verify(fields(` ${application}\n`, ` ${secret}:${consumer} `, ""))).toMatchObject({
      ok: true,
    });
    const first = eu.seen.find(({ path }) => path === "/me")?.headers;
    await europe.verify(fields(application, secret, consumer));
    const second = eu.seen.findLast(({ path }) => path === "/me")?.headers;
    expect(first).toMatchObject({ "x-ovh-application": application, "x-ovh-consumer": consumer });
    expect(first?.["x-ovh-consumer"]).toBe(second?.["x-ovh-consumer"]);
  });

  // Guarantee: what can't be right is not sent anywhere.
  test.each([
    ["no consumer key", (k: string) => fields(k, k, ""), /consumer key is missing/],
    ["no fields", () => ({}), /are all needed/],
    ["a secret with a space", (k: string) => fields(k, `${k} ${k}`, k), /without spaces/],
    ["a key that is no header", (k: string) => fields(`${k}\n${k}`, k, k), /without spaces/],
    ["half the older form", (k: string) => fields(k, `${k}:`, ""), /consumer key is missing/],
  ])("asks nothing with %s", async (_, make: (k: string) => Credentials, message) => {
    const result = await europe.verify(make(key()));
    expect(result).toMatchObject({
      ok: false,
      cause: "credentials",
      message: expect.stringMatching(message),
    });
    expect(eu.seen).toEqual([]);
  });

  test("names the rights that are missing", async () => {
    const rules = Rights.NEEDED.filter(
      ({ path }) => path !== "/me/payment/method" && path !== "/order/cart/*",
    );
    eu.answer({ "GET /auth/currentCredential": { status: "validated", rules } });
    expect(await europe.verify(login)).toMatchObject({
      ok: false,
      cause: "not_allowed",
      message: expect.stringContaining(
        "GET /me/payment/method, GET /order/cart/*, POST /order/cart/*, DELETE /order/cart/*.",
      ),
    });
  });

  test.each([
    [["GET", "POST", "PUT", "DELETE"].map((method) => ({ method, path: "/*" })), []],
    [
      [
        { method: "GET", path: "/me/*" },
        { method: "GET", path: "/order/*" },
        { method: "GET", path: "/dedicated/*" },
        { method: "PUT", path: "/dedicated/server/*" },
        { method: "POST", path: "/order/cart*" },
        { method: "DELETE", path: "/order/cart/*" },
      ],
      ["GET /me"],
    ],
  ])("finds in the rights %j lacking %j", (granted, missing) => {
    expect(Rights.missing(granted)).toEqual(missing);
  });

  test.each([
    ["pendingValidation", /open the link/],
    ["expired", /is expired/],
    ["refused", /is refused/],
  ])("tells of a consumer key that is %s", async (status, message) => {
    eu.answer({ "GET /auth/currentCredential": { status, rules: [] } });
    expect(await europe.verify(login)).toMatchObject({
      ok: false,
      cause: "credentials",
      message: expect.stringMatching(message),
    });
  });

  test("goes by the account alone where the key may not read itself", async () => {
    eu.answer({ "GET /auth/currentCredential": gateway("NOT_GRANTED_CALL") });
    expect(await europe.verify(login)).toEqual({ ok: true, priceList: "FR", currency: "EUR" });
    eu.answer({ "GET /me": gateway("NOT_GRANTED_CALL") });
    expect(await europe.verify(login)).toMatchObject({
      cause: "not_allowed",
      message: expect.stringContaining("GET /me."),
    });
  });

  test("recognises the keys of the other region", async () => {
    eu.answer({ "GET /auth/currentCredential": gateway("INVALID_KEY") });
    ca.answer({ "GET /auth/currentCredential": credential });
    expect(await europe.verify(login)).toMatchObject({
      ok: false,
      cause: "credentials",
      message: expect.stringContaining("belong to OVHcloud North America"),
    });
    eu.answer({ "GET /auth/currentCredential": gateway("INVALID_CREDENTIAL") });
    ca.answer({ "GET /auth/currentCredential": gateway("INVALID_KEY") });
    expect(await northAmerica.verify(login)).toMatchObject({
      message: expect.stringContaining("belong to OVHcloud Europe"),
    });
  });

  test.each([
    gateway("INVALID_KEY"),
    new Status(503),
    new Status(429, { class: "Client::TooMany", message: "m" }),
  ])("says only that the key is wrong where the other region answers %j", async (answer) => {
    eu.answer({ "GET /auth/currentCredential": gateway("INVALID_KEY") });
    ca.answer({ "GET /auth/currentCredential": answer });
    expect(await europe.verify(login)).toMatchObject({
      cause: "credentials",
      message: expect.stringContaining("Europe does not know this application key"),
    });
  });

  // Guarantee: a customer's keys go to the region they were entered for, and elsewhere only to find out whose they are.
  test.each([
    { errorCode: "INVALID_CREDENTIAL" },
    { errorCode: "INVALID_SIGNATURE" },
    { class: "Client::Forbidden" },
  ])("does not ask the other region after %j", async (body) => {
    eu.answer({ "GET /auth/currentCredential": new Status(403, { message: "no", ...body }) });
    expect(await europe.verify(login)).toMatchObject({ ok: false });
    expect(ca.seen).toEqual([]);
  });

  test.each<[unknown, unknown]>([
    [{ status: "validated" }, me],
    [{ ...credential, status: "fine" }, me],
    [credential, {}],
    [credential, { ...me, ovhSubsidiary: "F/R" }],
    ["validated", me],
  ])("can't read %j and %j", async (first, second) => {
    eu.answer({ "GET /auth/currentCredential": first, "GET /me": second });
    expect(await europe.verify(login)).toMatchObject({ ok: false, cause: "unreadable" });
  });

  // Guarantee: no message carries what was typed into the card, not even if OVHcloud's error repeats it.
  test("repeats nothing of what OVHcloud says", async () => {
    const [application, secret, consumer] = [key(), key(), key()];
    const echo = `${application} ${secret} ${consumer}`;
    for (const status of [400, 401, 403, 404, 409, 429, 500]) {
      eu.answer({
        "GET /auth/currentCredential": new Status(status, { errorCode: echo, class: echo, message: echo }),
      });
      const result = JSON.stringify(await europe.verify(fields(application, secret, consumer)));
      for (const part of echo.split(" ")) expect(result).not.toContain(part);
    }
  });
});

describe("a consumer key", () => {
  const link = "https://eu.api.ovh.com/auth/?credentialToken=abc";

  test("is requested with exactly the rights that are needed", async () => {
    const consumerKey = key();
    eu.answer({ "POST /auth/credential": { validationUrl: link, consumerKey, state: "pendingValidation" } });
    const application = key();
    const requested = await ConsumerKey.request(Region.EUROPE, new Secret(application), {
      redirection: "https://app.example/done",
    });
    expect(requested).toMatchObject({ ok: true, validationUrl: link });
    expect(requested.ok && requested.consumerKey.reveal()).toBe(consumerKey);
    expect(JSON.stringify(requested)).not.toContain(consumerKey);
    expect(eu.seen).toMatchObject([
      {
        headers: { "x-ovh-application": application },
        body: { accessRules: Rights.NEEDED, redirection: "https://app.example/done" },
      },
    ]);
    expect(eu.seen[0]?.headers).not.toHaveProperty("x-ovh-signature");
  });

  // Guarantee: customers sign in behind this link, so it can lead nowhere but to OVHcloud.
  test.each([
    "https://evil.example/auth/?credentialToken=abc",
    "https://eu.api.ovh.com.evil.example/",
    "https://evilovh.com/auth",
    "http://www.ovh.com/auth",
    "javascript:alert(1)",
    "not a link",
  ])("is not handed out with the link %s", async (validationUrl) => {
    eu.answer({ "POST /auth/credential": { validationUrl, consumerKey: key() } });
    const requested = await ConsumerKey.request(Region.EUROPE, new Secret(key()));
    expect(requested).toMatchObject({ ok: false, cause: "unreadable" });
  });

  test("is refused for an application key that is not known, and not had from a server that is down", async () => {
    eu.answer({ "POST /auth/credential": gateway("INVALID_KEY") });
    const request = () => ConsumerKey.request(Region.EUROPE, new Secret(key()));
    expect(await request()).toMatchObject({ ok: false, cause: "credentials" });
    eu.answer({ "POST /auth/credential": new Status(502) });
    expect(await request()).toMatchObject({ ok: false, cause: "unavailable" });
  });
});
