export * as VultrReply from "./vultr-reply.ts";

import { Reply } from "../reply.ts";

/** Vultr's error body, which business errors have too, mostly with 400. */
export function failure(status: number, error: string): Reply.Info {
  return Reply.json(status, { error, status });
}

export function badRequest(error: string): Reply.Info {
  return failure(400, error);
}

export function unauthorized(): Reply.Info {
  return failure(401, "Invalid API token.");
}

/** Of a missing ACL the answer does not say which it is. */
export function forbidden(): Reply.Info {
  return failure(403, "Your account does not have permission to perform this action.");
}

export function notFound(error = "Invalid resource ID"): Reply.Info {
  return failure(404, error);
}

/** "2026-10-02T13:22:20+00:00" */
export function time(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}
