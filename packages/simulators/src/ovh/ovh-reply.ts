export * as OvhReply from "./ovh-reply.ts";

import { Reply } from "../reply.ts";

/** What the gateway says before a call reaches the business. */
export type GatewayCode = keyof typeof gateway;

const gateway = {
  INVALID_SIGNATURE: { status: 400, message: "Invalid signature" },
  QUERY_TIME_OUT: { status: 400, message: "Query out of time" },
  INVALID_KEY: { status: 403, message: "This application key is invalid" },
  INVALID_CREDENTIAL: { status: 403, message: "This credential is not valid" },
  NOT_CREDENTIAL: { status: 403, message: "You must login first" },
  NOT_GRANTED_CALL: { status: 403, message: "This call has not been granted" },
  FORBIDDEN: { status: 403, message: "This call is not allowed from your address" },
} as const;

export function refused(errorCode: GatewayCode): Reply.Info {
  const { status, message } = gateway[errorCode];
  const httpCode = status === 400 ? "400 Bad Request" : "403 Forbidden";
  return Reply.json(status, { errorCode, httpCode, message });
}

/** What the business says; `class` is where it says what kind of refusal it is. */
export function failure(status: number, kind: string, message: string): Reply.Info {
  return Reply.json(status, { class: `Client::${kind}`, message });
}

export function badRequest(message: string): Reply.Info {
  return failure(400, "BadRequest", message);
}

export function notFound(message = "This service does not exist"): Reply.Info {
  return failure(404, "NotFound", message);
}

export function noCart(): Reply.Info {
  return notFound("Invalid Cart ID");
}

/** The limit is not published, and so is not what its refusal looks like. */
export function rateLimited(): Reply.Info {
  return Reply.json(429, { message: "Too many requests" });
}

/** A call that gives nothing back answers null. */
export function nothing(): Reply.Info {
  return Reply.json(200, null);
}
