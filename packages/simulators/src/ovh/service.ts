export * as Service from "./service.ts";

import { randomBytes } from "node:crypto";
import type * as z from "zod";
import { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import type { Router } from "../router.ts";
import type { Account } from "./account.ts";
import type { Credential } from "./credential.ts";
import { Described } from "./described.ts";
import { Login } from "./login.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { State } from "./state.ts";

/** A request that need not be signed; where it is, whose it is. */
export interface Call {
  readonly state: State.Info;
  readonly request: Inbound.Info;
  readonly query: URLSearchParams;
  readonly params: Router.Params;
  readonly credential: Credential.Info | null;
  readonly account: Account.Info | null;
}

/** A request whose signature is right and whose consumer key is validated. */
export interface SignedCall extends Call {
  readonly credential: Credential.Info;
  readonly account: Account.Info;
}

/**
 * What a call asks of its caller. `none`: nothing, and it looks at nothing. `public`: a signature may be missing, but not
 * wrong. `optional`: the same, and signed it needs the right. `signed`: signature and right. `own`: a signature alone.
 */
type Access = "none" | "public" | "optional" | "signed" | "own";

export interface Endpoint extends Router.Place {
  readonly access: Access;
  readonly query: readonly string[];
  answer(call: Call): Reply.Info;
}

/** What a call takes: the names of its query, and its body. */
interface Takes<Body> {
  readonly query?: readonly string[];
  readonly body?: Body;
}

/** A call that need not be signed. */
export function open<Body extends z.ZodType = typeof Described.nothing>(
  access: "none" | "public" | "optional",
  [method, pathname]: readonly [string, string],
  handle: (call: Call, body: z.output<Body>) => Reply.Info,
  takes: Takes<Body> = {},
): Endpoint {
  return endpoint(access, method, pathname, handle, takes);
}

/** A call that has to be signed. */
export function signed<Body extends z.ZodType = typeof Described.nothing>(
  access: "signed" | "own",
  [method, pathname]: readonly [string, string],
  handle: (call: SignedCall, body: z.output<Body>) => Reply.Info,
  takes: Takes<Body> = {},
): Endpoint {
  return endpoint(
    access,
    method,
    pathname,
    (call, body: z.output<Body>) => handle(call as SignedCall, body),
    takes,
  );
}

/** Answers a request under `/1.0` or `/v1`, as the gateway lets it through. */
export function answer(
  state: State.Info,
  request: Inbound.Info,
  find: (request: Pick<Inbound.Info, "method" | "path">) => Router.Found<Endpoint> | undefined,
): Reply.Info {
  const { method } = request;
  const path = /^\/(?:1\.0|v1)(\/.*)$/.exec(request.path)?.[1] ?? "";
  const found = find({ method, path });
  if (found === undefined) return OvhReply.notFound("Got an invalid (or empty) URL");
  const login = enter(state, request, found.access, path);
  if ("refusal" in login) return login.refusal;
  const refusal = Described.query(request, found.query);
  if (refusal !== null) return refusal;
  return found.answer({ state, request, query: Inbound.query(request), params: found.params, ...login });
}

/** Every response has an id of its own, which OVHcloud asks for when something is wrong. */
export function withQueryId({ installation }: State.Info, reply: Reply.Info): Reply.Info {
  const id = `${installation.region.toUpperCase()}.ext-3.${randomBytes(8).toString("hex")}`;
  return { ...reply, headers: { "x-ovh-queryid": id, ...reply.headers } };
}

/** Who calls, or why the gateway does not let it through. */
function enter(
  state: State.Info,
  request: Inbound.Info,
  access: Access,
  path: string,
): Pick<Call, "credential" | "account"> | { refusal: Reply.Info } {
  const isSignable = access !== "none";
  const mustSign = access === "signed" || access === "own";
  if (!isSignable || (!mustSign && !Login.isTried(request))) return { credential: null, account: null };
  const credential = Login.check(state, request);
  if (typeof credential === "string") return { refusal: OvhReply.refused(credential) };
  const account = state.accounts.get(credential.account ?? "");
  if (account === undefined) return { refusal: OvhReply.refused("INVALID_CREDENTIAL") };
  if (isTooMany(state, credential)) return { refusal: OvhReply.rateLimited() };
  const needsRight = access === "signed" || access === "optional";
  if (needsRight && !Login.mayCall(credential, request.method, path)) {
    return { refusal: OvhReply.refused("NOT_GRANTED_CALL") };
  }
  return { credential, account };
}

function isTooMany(state: State.Info, { consumerKey }: Credential.Info): boolean {
  const { requestsPerMinute: max } = state.settings.get();
  if (max === null) return false;
  if (state.requests.usage(consumerKey, { max, seconds: 60 }).used >= max) return true;
  state.requests.count(consumerKey, 60);
  return false;
}

function endpoint<Body extends z.ZodType>(
  access: Access,
  method: string,
  pathname: string,
  handle: (call: Call, body: z.output<Body>) => Reply.Info,
  { query = [], body }: Takes<Body>,
): Endpoint {
  const schema = (body ?? Described.nothing) as Body;
  return {
    access,
    method,
    pathname,
    query,
    answer(call) {
      const given = Described.body(call.request, schema);
      return "refusal" in given ? given.refusal : handle(call, given.value);
    },
  };
}
