export * as Order from "./order.ts";

import { randomBytes, randomUUID } from "node:crypto";
import * as z from "zod";
import { Inbound } from "../inbound.ts";
import { Journal } from "../journal.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { BareMetal } from "./bare-metal.ts";
import { Instance } from "./instance.ts";
import { Key } from "./key.ts";
import type { Machine } from "./machine.ts";
import { OrderBody } from "./order-body.ts";
import { Os } from "./os.ts";
import { Plan } from "./plan.ts";
import { RegionId } from "./region-id.ts";
import type { State } from "./state.ts";
import { VultrReply } from "./vultr-reply.ts";

const Wish = z.looseObject({ plan: z.string(), region: z.string() });

/** POST /instances */
export function placeInstance(call: Api.Call): Reply.Info {
  const parsed = OrderBody.Instance.safeParse(Inbound.json(call.request));
  const machine = parsed.success ? sell(call, "instance", parsed.data) : mistake(parsed.error);
  if (typeof machine === "string") return VultrReply.badRequest(machine);
  return Reply.json(202, { instance: Instance.shown(machine, call.state.now()) });
}

/** POST /bare-metals */
export function placeBareMetal(call: Api.Call): Reply.Info {
  const parsed = OrderBody.BareMetal.safeParse(Inbound.json(call.request));
  const machine = parsed.success ? sell(call, "bare metal", parsed.data) : mistake(parsed.error);
  if (typeof machine === "string") return VultrReply.badRequest(machine);
  return Reply.json(202, { bare_metal: BareMetal.shown(machine, call.state.now()) });
}

/** Somebody else takes all that the region has of the plan. */
export function sellElsewhere(state: State.Info, request: Inbound.Info): void {
  const { data } = Wish.safeParse(Inbound.json(request));
  const plan = state.plans.get(data?.plan ?? "");
  if (plan !== undefined && data !== undefined) Plan.sell(state, plan, data.region);
}

/**
 * The machine, or why there is none. Nothing awaits between looking at what is left and taking it, so the last one of a
 * plan is sold once. The order in which Vultr checks is not documented, and nor are most of the texts.
 */
function sell(call: Api.Call, kind: Machine.Kind, body: OrderBody.Info): Machine.Info | string {
  const { state, account } = call;
  const plan = state.plans.get(body.plan);
  if (plan === undefined || Plan.isMetal(plan) !== (kind === "bare metal") || !plan.deployOndemand) {
    return "Invalid plan chosen.";
  }
  if (!RegionId.all.includes(body.region)) return "Invalid region chosen.";
  const os = installable(body);
  if (typeof os === "string") return os;
  if (body.sshkey_id.some((id) => !Key.isOf(state, account.id, id))) return "Invalid SSH key chosen.";
  if (!account.paymentMethod) return "Insufficient account credit. Please add a payment method.";
  if (Plan.left(plan, body.region) < 1) return "Plan is not available in the selected region.";
  Plan.sell(state, plan, body.region, 1);
  return record(call, kind, body, { plan, os });
}

/** The operating system to install, or what is wrong. No account here has a snapshot, an ISO or an app of its own. */
function installable(body: OrderBody.Info): Os.Info | string {
  if (OrderBody.sourceCount(body) !== 1) {
    return "Exactly one of os_id, iso_id, snapshot_id, app_id and image_id is needed.";
  }
  if (body.ipxe_chain_url !== undefined && body.os_id !== Os.custom)
    return "ipxe_chain_url needs the custom OS.";
  return Os.find(body.os_id ?? Number.NaN) ?? "Invalid OS, app, snapshot or ISO chosen.";
}

function record(
  { state, account }: Api.Call,
  kind: Machine.Kind,
  body: OrderBody.Info,
  { plan, os }: { plan: Plan.Info; os: Os.Info },
): Machine.Info {
  const now = state.now();
  const { listedAfterSeconds, readyAfterSeconds } = state.settings.get();
  const features = {
    ipv6: body.enable_ipv6,
    auto_backups: body.backups === "enabled",
    ddos_protection: body.ddos_protection,
  };
  const machine: Machine.Info = {
    id: randomUUID(),
    number: state.nextMachine(),
    kind,
    account: account.id,
    plan,
    region: body.region,
    os,
    label: body.label,
    hostname: body.hostname ?? "vultr.guest",
    tags: body.tags,
    features: Object.entries(features).flatMap(([feature, isOn]) => (isOn ? [feature] : [])),
    userScheme: body.user_scheme,
    password: randomBytes(9).toString("base64url"),
    at: Journal.wallClock(),
    createdAt: now,
    listedAt: now + listedAfterSeconds * 1000,
    readyAt: now + readyAfterSeconds * 1000,
    deletedAt: null,
  };
  state.machines.put(machine.id, machine);
  return machine;
}

function mistake(error: z.ZodError): string {
  const [issue] = error.issues;
  return `Invalid ${issue?.path.join(".") || "request"}: ${issue?.message}`;
}
