export * as Termination from "./termination.ts";

import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Reply } from "../reply.ts";
import { Email } from "./email.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Server } from "./server.ts";
import type { Service } from "./service.ts";

const reasons = [
  [
    "FEATURES_DONT_SUIT_ME",
    "LACK_OF_PERFORMANCES",
    "MIGRATED_TO_ANOTHER_OVH_PRODUCT",
    "MIGRATED_TO_COMPETITOR",
  ],
  ["NOT_ENOUGH_RECOGNITION", "NOT_NEEDED_ANYMORE", "NOT_RELIABLE", "NO_ANSWER", "OTHER"],
  ["PRODUCT_DIMENSION_DONT_SUIT_ME", "PRODUCT_TOOLS_DONT_SUIT_ME", "TOO_EXPENSIVE", "TOO_HARD_TO_USE"],
  ["UNSATIFIED_BY_CUSTOMER_SUPPORT"],
].flat();
const futures = [
  ["NOT_REPLACING_SERVICE", "OTHER", "SUBSCRIBE_AN_OTHER_SERVICE"],
  ["SUBSCRIBE_OTHER_KIND_OF_SERVICE_WITH_COMPETITOR", "SUBSCRIBE_SIMILAR_SERVICE_WITH_COMPETITOR"],
].flat();

export const ConfirmBody = z.strictObject({
  token: z.string(),
  reason: z.enum(reasons).nullish(),
  futureUse: z.enum(futures).nullish(),
  commentary: z.string().nullish(),
});

/** POST /dedicated/server/{name}/terminate: ends nothing yet, but sends the token that does. */
export function ask(call: Service.SignedCall): Reply.Info {
  return Server.withServer(call, (server) => {
    const token = randomBytes(16).toString("hex");
    call.state.servers.put(server.name, { ...server, termination: { token, isConfirmed: false } });
    const link = `https://www.ovh.com/manager/#/billing/confirmTerminate?id=${server.number}&token=${token}`;
    Email.send(call.state, {
      account: server.account,
      subject: `Termination of ${server.name}`,
      body: `Please confirm the termination of ${server.name}:\n${link}\n`,
    });
    return Reply.json(200, server.name);
  });
}

/** POST /dedicated/server/{name}/confirmTermination: the server ends with the month that is paid, without a refund. */
export function confirm(call: Service.SignedCall, { token }: z.infer<typeof ConfirmBody>): Reply.Info {
  return Server.withServer(call, (server) => {
    if (server.termination?.token !== token) return OvhReply.badRequest("Invalid or expired token");
    const endsAt = Server.paidUntil(server, call.state.now());
    call.state.servers.put(server.name, { ...server, endsAt, termination: { token, isConfirmed: true } });
    return Reply.json(200, `The termination of ${server.name} is confirmed`);
  });
}
