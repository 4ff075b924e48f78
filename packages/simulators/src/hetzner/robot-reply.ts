export * as RobotReply from "./robot-reply.ts";

import { Reply } from "../reply.ts";

/** Robot's error envelope. */
export function failure(status: number, code: string, message: string, details: object = {}): Reply.Info {
  return Reply.json(status, { error: { status, code, message, ...details } });
}

/** 400 with the parameters that are missing and those that are wrong; `null` stands for none. */
export function invalidInput(missing: string[], invalid: string[]): Reply.Info {
  return failure(400, "INVALID_INPUT", "invalid input", {
    missing: missing.length > 0 ? missing : null,
    invalid: invalid.length > 0 ? invalid : null,
  });
}

export function notFound(message: string): Reply.Info {
  return failure(404, "NOT_FOUND", message);
}

export function serverNotFound(message = "server not found"): Reply.Info {
  return failure(404, "SERVER_NOT_FOUND", message);
}

/** A list; an empty one is a 404 in Robot. */
export function list(items: unknown[], whenEmpty: Reply.Info): Reply.Info {
  return items.length > 0 ? Reply.json(200, items) : whenEmpty;
}
