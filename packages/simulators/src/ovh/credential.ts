export * as Credential from "./credential.ts";

import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Control } from "../control.ts";
import type { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { Secret } from "../secret.ts";
import { Application } from "./application.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Rule } from "./rule.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

export type Status = "expired" | "pendingValidation" | "refused" | "validated";

/** A consumer key with its rights: an application's, and an account's once somebody has logged in for it. */
export interface Info {
  readonly id: number;
  /** The key of the application. */
  readonly application: string;
  readonly account: string | null;
  /** The consumer key is kept as it is: signatures are made of it. */
  readonly consumerKey: string;
  /** What the validation link names it by, hashed; null where there never was one. */
  readonly tokenHash: string | null;
  readonly rules: readonly Rule.Info[];
  readonly allowedIPs: readonly string[] | null;
  readonly status: Exclude<Status, "expired">;
  readonly createdAt: number;
  /** Epoch milliseconds of the simulator's clock; null for never. */
  readonly expiresAt: number | null;
}

const Flags = z.strictObject({
  status: z.enum(["pendingValidation", "refused", "validated"]),
  rules: z.array(Rule.Info),
  /** The only addresses it may be used from; null for all. */
  allowedIPs: z.array(z.string()).nullable(),
  /** From now on; null for never. */
  expiresInSeconds: z.number().nullable(),
});
export const Patch = Flags.partial();
export const Input = Patch.extend({
  /** The key of an application that exists. */
  application: z.string(),
  /** The id of an account that exists. */
  account: z.string(),
  consumerKey: z.string().regex(/^\S+$/, "a key has no blanks"),
});

const defaults = { status: "validated", rules: Rule.everything, allowedIPs: null, expiresInSeconds: null };

/** Makes a consumer key as if it had been asked for and validated: with every right, unless it says otherwise. */
export function put(state: State.Info, input: z.infer<typeof Input>): object {
  const { application, account, consumerKey, ...given } = input;
  const { expiresInSeconds, ...flags } = Flags.parse({ ...defaults, ...given });
  return keep(state, {
    id: state.nextCredential(),
    application,
    account,
    consumerKey,
    tokenHash: null,
    ...flags,
    createdAt: state.now(),
    expiresAt: later(state, expiresInSeconds),
  });
}

export function change(state: State.Info, id: number, patch: z.infer<typeof Patch>): object {
  const { expiresInSeconds, ...flags } = patch;
  const credential = state.credentials.values().find((candidate) => candidate.id === id);
  if (credential === undefined) throw Control.failure(404, `There is no credential ${id}.`);
  const expiresAt = expiresInSeconds === undefined ? credential.expiresAt : later(state, expiresInSeconds);
  return keep(state, { ...credential, ...flags, expiresAt } as Info);
}

export const RequestBody = z.strictObject({
  accessRules: z.array(Rule.Info).min(1),
  redirection: z.string().nullish(),
  allowedIPs: z.array(z.string()).nullish(),
});

/** POST /auth/credential: a consumer key that is worth nothing until somebody follows the link and logs in. */
export function request({ state, request }: Service.Call, body: z.infer<typeof RequestBody>): Reply.Info {
  const application = Application.of(state, request);
  if (application === undefined) return OvhReply.refused("INVALID_KEY");
  const token = randomBytes(32).toString("hex");
  const consumerKey = randomBytes(16).toString("hex");
  keep(state, {
    id: state.nextCredential(),
    application: application.key,
    account: null,
    consumerKey,
    tokenHash: Secret.hash(token),
    rules: body.accessRules,
    allowedIPs: body.allowedIPs ?? null,
    status: "pendingValidation",
    createdAt: state.now(),
    expiresAt: null,
  });
  const validationUrl = `http://${request.headers.host}/auth/?credentialToken=${token}`;
  return Reply.json(200, { validationUrl, consumerKey, state: "pendingValidation" });
}

export const Click = z.strictObject({
  /** The validation link, as POST /auth/credential gave it. */
  url: z.url(),
  /** Who logs in: the id of an account that exists. */
  account: z.string(),
  answer: z.enum(["validate", "refuse"]).default("validate"),
  /** The validity that is chosen, from now on; null for unlimited. */
  expiresInSeconds: z.number().positive().nullable().default(null),
});

/** What the customer does at the validation link. Fails with 404 where the link is none, or was followed already. */
export function click(
  state: State.Info,
  { url, account, answer, expiresInSeconds }: z.infer<typeof Click>,
): object {
  const hash = Secret.hash(new URL(url).searchParams.get("credentialToken") ?? "");
  const credential = state.credentials.values().find((candidate) => candidate.tokenHash === hash);
  if (credential?.status !== "pendingValidation") {
    throw Control.failure(404, "This validation link is unknown, or was used already.");
  }
  const status = answer === "validate" ? "validated" : "refused";
  return keep(state, { ...credential, account, status, expiresAt: later(state, expiresInSeconds) });
}

/** The consumer key a request names, where this installation has one such. */
export function of(state: State.Info, request: Inbound.Info): Info | undefined {
  return state.credentials.get(String(request.headers["x-ovh-consumer"] ?? ""));
}

export function status(credential: Info, now: number): Status {
  const isExpired = credential.expiresAt !== null && credential.expiresAt <= now;
  return credential.status === "validated" && isExpired ? "expired" : credential.status;
}

/** GET /auth/currentCredential */
export function show({ state, credential }: Service.SignedCall): Reply.Info {
  return Reply.json(200, described(state, credential));
}

/** POST /auth/logout: the consumer key expires. */
export function logout({ state, credential }: Service.SignedCall): Reply.Info {
  keep(state, { ...credential, expiresAt: state.now() });
  return OvhReply.nothing();
}

/** Keeps it and gives what may be shown of it. */
function keep(state: State.Info, credential: Info): object {
  state.credentials.put(credential.consumerKey, credential);
  return { id: credential.id, account: credential.account, ...described(state, credential) };
}

function described(state: State.Info, credential: Info): object {
  const { zone } = state.installation;
  const { expiresAt } = credential;
  return {
    credentialId: credential.id,
    applicationId: state.applications.get(credential.application)?.id,
    status: status(credential, state.now()),
    creation: zone.iso(credential.createdAt),
    expiration: expiresAt === null ? null : zone.iso(expiresAt),
    lastUse: zone.iso(state.now()),
    ovhSupport: false,
    allowedIPs: credential.allowedIPs,
    rules: credential.rules,
  };
}

function later(state: State.Info, seconds: number | null): number | null {
  return seconds === null ? null : state.now() + seconds * 1000;
}
