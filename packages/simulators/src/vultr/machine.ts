export * as Machine from "./machine.ts";

import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import type { Os } from "./os.ts";
import { Plan } from "./plan.ts";
import { VultrReply } from "./vultr-reply.ts";

const passwordShownMs = 600_000;

/** An instance or a bare-metal server that was ordered. It is kept when it is deleted: it was ordered all the same. */
export interface Info {
  readonly id: string;
  /** What its addresses follow from. */
  readonly number: number;
  readonly kind: Kind;
  readonly account: string;
  /** The plan as it was when it was ordered. */
  readonly plan: Plan.Info;
  readonly region: string;
  readonly os: Os.Info;
  readonly label: string;
  readonly hostname: string;
  readonly tags: readonly string[];
  readonly features: readonly string[];
  readonly userScheme: string;
  readonly password: string;
  /** When it was ordered, by the wall clock. */
  readonly at: number;
  /** When it was ordered, by the simulator's clock; so are the following. */
  readonly createdAt: number;
  readonly listedAt: number;
  readonly readyAt: number;
  readonly deletedAt: number | null;
}

export type Kind = "instance" | "bare metal";

export function isPending(machine: Info, now: number): boolean {
  return now < machine.readyAt;
}

/** The machines of an account that there are and that look-ups know of. */
export function listed({ state, account }: Api.Call, kind: Kind): Info[] {
  return state.machines
    .values()
    .filter(
      (machine) =>
        machine.kind === kind &&
        machine.account === account.id &&
        machine.deletedAt === null &&
        machine.listedAt <= state.now(),
    );
}

/** The machine that the path of a request names, if it is there and the account's. */
export function find(call: Api.Call, kind: Kind): Info | undefined {
  return listed(call, kind).find((machine) => machine.id === call.params.id);
}

/** DELETE /instances/{id} and DELETE /bare-metals/{id} */
export function remove(call: Api.Call, kind: Kind): Reply.Info {
  const { state } = call;
  const machine = find(call, kind);
  if (machine === undefined) return VultrReply.notFound();
  if (isPending(machine, state.now()) && state.settings.get().deleteWhilePending === "refused") {
    return VultrReply.badRequest("Unable to destroy server: Server is currently locked");
  }
  state.machines.put(machine.id, { ...machine, deletedAt: state.now() });
  return Reply.empty(204);
}

/** The password is there for ten minutes after the deployment, wherever the machine is shown. */
export function password(machine: Info, now: number): object {
  return now < machine.readyAt + passwordShownMs ? { default_password: machine.password } : {};
}

/** What a test wants to know of an order: whose, what, at which price, and when by the wall clock. */
export function summary(machine: Info, now: number): object {
  const { id, kind, account, label, hostname, tags, plan, region, os, at } = machine;
  const isDeleted = machine.deletedAt !== null;
  return {
    id,
    kind,
    account,
    label,
    hostname,
    tags,
    plan: plan.id,
    region,
    os: os.id,
    monthlyCost: Plan.monthlyCost(plan, region),
    status: isDeleted ? "deleted" : isPending(machine, now) ? "pending" : "active",
    at,
  };
}
