export * as DoReply from "./do-reply.ts";

import { randomUUID } from "node:crypto";
import { Reply } from "../reply.ts";

/** DigitalOcean's error body. */
export function failure(status: number, id: string, message: string): Reply.Info {
  return Reply.json(status, { id, message, request_id: randomUUID() });
}

export function badRequest(message: string): Reply.Info {
  return failure(400, "bad_request", message);
}

export function unauthorized(): Reply.Info {
  return failure(401, "unauthorized", "Unable to authenticate you.");
}

/** Of a missing scope the answer does not say which it is. */
export function forbidden(): Reply.Info {
  return failure(403, "forbidden", "You do not have permission to perform this action.");
}

export function notFound(): Reply.Info {
  return failure(404, "not_found", "The resource you requested could not be found.");
}

export function unprocessable(message: string): Reply.Info {
  return failure(422, "unprocessable_entity", message);
}

/** "2026-10-02T18:37:44Z" */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
