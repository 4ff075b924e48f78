export * as Email from "./email.ts";

import { Reply } from "../reply.ts";
import { OvhReply } from "./ovh-reply.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

/** An e-mail to the customer, which can be read through the API too. */
export interface Info {
  readonly id: number;
  readonly account: string;
  /** By the simulator's clock; it is not there before. */
  readonly sentAt: number;
  readonly subject: string;
  readonly body: string;
}

export function send(state: State.Info, email: Pick<Info, "account" | "subject" | "body">): void {
  const sentAt = state.now() + state.settings.get().emailAfterSeconds * 1000;
  const id = state.nextEmail();
  state.emails.put(id, { id, sentAt, ...email });
}

/** GET /me/notification/email/history: the ids. */
export function list({ state, account }: Service.SignedCall): Reply.Info {
  const mine = state.emails.values().filter((email) => isThere(state, email, account.id));
  return Reply.json(
    200,
    mine.map((email) => email.id),
  );
}

/** GET /me/notification/email/history/{id} */
export function show({ state, account, params }: Service.SignedCall): Reply.Info {
  const email = state.emails.get(params.email ?? "");
  if (email === undefined || !isThere(state, email, account.id)) return OvhReply.notFound();
  const { id, sentAt, subject, body } = email;
  return Reply.json(200, { id, date: state.installation.zone.iso(sentAt), subject, body });
}

function isThere(state: State.Info, { account, sentAt }: Info, reader: string): boolean {
  return account === reader && sentAt <= state.now();
}
