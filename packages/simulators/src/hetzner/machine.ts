export * as Machine from "./machine.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import type { State } from "./state.ts";

const Disk = z.strictObject({
  kind: z.enum(["nvme", "sata", "hdd"]),
  sizeGb: z.int().positive(),
  count: z.int().positive(),
});
export type Disk = z.infer<typeof Disk>;

const Fields = z.strictObject({
  cpu: z.string().min(1),
  /** GB */
  memory: z.int().positive(),
  disks: z.array(Disk).min(1),
  datacenter: z.string().min(1).nullable(),
  /** EUR cents a month, net, without IPv4. */
  priceCents: z.int().min(0),
  /** EUR cents once, net. */
  setupCents: z.int().min(0),
  /** The price does not drop any more. */
  fixed: z.boolean(),
  /** When the price drops next, epoch milliseconds: only announced, not done. Null: a day after it was listed. */
  reducesAt: z.int().nullable(),
  ecc: z.boolean(),
  /** EUR cents a month, net, of the primary IPv4 address. */
  ipv4Cents: z.int().min(0),
});

export const Patch = Fields.partial();
export const Input = Patch.extend({ id: z.int().positive().optional() });

/** A machine of the auction. It is one physical machine, so its id is sold once. */
export type Info = z.infer<typeof Fields> & {
  readonly id: number;
  readonly name: string;
  /** Epoch milliseconds of the simulator's clock. */
  readonly listedAt: number;
};

const defaults: z.infer<typeof Fields> = {
  cpu: "Intel Core i7-8700",
  memory: 64,
  disks: [{ kind: "nvme", sizeGb: 1024, count: 2 }],
  datacenter: "FSN1-DC14",
  priceCents: 4130,
  setupCents: 0,
  fixed: false,
  reducesAt: null,
  ecc: false,
  ipv4Cents: 170,
};

/** Offers a machine. Fails with 409 where the id is on offer or was sold. */
export function list(state: State.Info, { id, ...input }: z.infer<typeof Input>): Info {
  const fields = Fields.parse({ ...defaults, ...input });
  const chosen = id ?? freeId(state);
  if (isTaken(state, chosen)) {
    throw Control.failure(
      409,
      `Machine ${chosen} is on offer or was sold already: an auction id is one machine, sold once.`,
    );
  }
  const name = `SB${Math.round(fields.priceCents / 100)}`;
  const machine = { id: chosen, name, listedAt: state.now(), ...fields };
  state.machines.put(chosen, machine);
  return machine;
}

/** Changes a machine on offer. Fails with 404 where it is not on offer. */
export function change(state: State.Info, id: number, patch: z.infer<typeof Patch>): Info {
  const current = state.machines.get(id);
  if (current === undefined) throw Control.failure(404, `Machine ${id} is not on offer.`);
  const { name, listedAt, id: _, ...fields } = current;
  const machine = { id, name, listedAt, ...Fields.parse({ ...fields, ...patch }) };
  state.machines.put(id, machine);
  return machine;
}

/** A machine that was sold. Robot's market shows it until then: epoch milliseconds of the simulator's clock. */
export type Sold = { readonly machine: Info; readonly shownUntil: number };

/** A machine as Robot's market shows it: one that was sold for a while yet, though nobody can order it any more. */
export function onShow(state: State.Info, id: string): Info | undefined {
  const sold = state.sold.get(id);
  return state.machines.get(id) ?? (sold && state.now() < sold.shownUntil ? sold.machine : undefined);
}

/** Takes a machine off the market for good. Undefined when somebody else was faster. */
export function sell(state: State.Info, id: number): Info | undefined {
  const machine = state.machines.get(id);
  if (machine === undefined) return undefined;
  state.machines.delete(id);
  const shownUntil = state.now() + state.settings.get().soldAfterSeconds * 1000;
  state.sold.put(id, { machine, shownUntil });
  return machine;
}

function freeId(state: State.Info): number {
  const id = state.nextMachine();
  return isTaken(state, id) ? freeId(state) : id;
}

function isTaken(state: State.Info, id: number): boolean {
  return state.machines.get(id) !== undefined || state.sold.get(id) !== undefined;
}
