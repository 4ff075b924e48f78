export * as Described from "./described.ts";

import * as z from "zod";
import { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import { OvhReply } from "./ovh-reply.ts";

/** What a call that takes no body takes. */
export const nothing = z.strictObject({});

/** The body of a request as its call describes it, or the refusal: parameters that are not described are refused too. */
export function body<Schema extends z.ZodType>(
  request: Inbound.Info,
  schema: Schema,
): { value: z.output<Schema> } | { refusal: Reply.Info } {
  const given = request.body === "" ? {} : Inbound.json(request);
  if (given === undefined) return { refusal: OvhReply.badRequest("Invalid JSON received") };
  const { success, data, error } = schema.safeParse(given ?? {});
  return success ? { value: data } : { refusal: OvhReply.badRequest(explain(error)) };
}

/** The refusal of a query that has more in it than its call describes; null where it has not. */
export function query(request: Inbound.Info, names: readonly string[]): Reply.Info | null {
  const strange = [...Inbound.query(request).keys()].filter((name) => !names.includes(name));
  return strange.length === 0 ? null : OvhReply.badRequest(notDescribed(strange));
}

function explain(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return notDescribed(issue.keys);
  const name = issue?.path.join(".");
  return issue?.input === undefined
    ? `Missing parameter(s): ${name}`
    : `[${name}] Given data is not valid: ${issue.message}`;
}

function notDescribed(names: readonly string[]): string {
  return `Received not described parameters: (${names.join(", ")})`;
}
