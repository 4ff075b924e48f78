import type { Control } from "../control-client.ts";
import type { Random } from "./random.ts";

/** What is sold at an auction, and around what it costs, EUR a month. */
const MODELS = [
  { cpu: "Intel Core i7-6700", memory: [32, 64], euros: 34, ecc: false },
  { cpu: "Intel Core i7-7700", memory: [64], euros: 37, ecc: false },
  { cpu: "Intel Core i7-8700", memory: [64, 128], euros: 43, ecc: false },
  { cpu: "Intel Core i9-9900K", memory: [64, 128], euros: 52, ecc: false },
  { cpu: "Intel Xeon E3-1275V6", memory: [64], euros: 42, ecc: true },
  { cpu: "Intel Xeon E5-1650V3", memory: [128, 256], euros: 49, ecc: true },
  { cpu: "Intel Xeon W-2145", memory: [128, 256], euros: 68, ecc: true },
  { cpu: "Intel Xeon W-2245", memory: [128, 256], euros: 79, ecc: true },
  { cpu: "AMD Ryzen 5 3600", memory: [64], euros: 41, ecc: false },
  { cpu: "AMD Ryzen 7 3700X", memory: [64, 128], euros: 50, ecc: true },
  { cpu: "AMD Ryzen 9 3900", memory: [128], euros: 62, ecc: true },
  { cpu: "AMD Ryzen 9 5950X", memory: [128], euros: 81, ecc: true },
  { cpu: "AMD EPYC 7401P", memory: [128, 256, 512], euros: 96, ecc: true },
  { cpu: "AMD EPYC 7502P", memory: [256, 512], euros: 142, ecc: true },
] as const;
const DISKS = [
  [{ kind: "nvme", sizeGb: 512, count: 2 }],
  [{ kind: "nvme", sizeGb: 1024, count: 2 }],
  [{ kind: "nvme", sizeGb: 1920, count: 2 }],
  [{ kind: "sata", sizeGb: 480, count: 2 }],
  [{ kind: "sata", sizeGb: 960, count: 2 }],
  [{ kind: "hdd", sizeGb: 4000, count: 2 }],
  [{ kind: "hdd", sizeGb: 8000, count: 4 }],
  [
    { kind: "nvme", sizeGb: 1024, count: 2 },
    { kind: "hdd", sizeGb: 10_000, count: 2 },
  ],
  [{ kind: "hdd", sizeGb: 16_000, count: 10 }],
] as const;
const PLACES = ["FSN1-DC14", "FSN1-DC8", "FSN1-DC18", "NBG1-DC3", "HEL1-DC2", "HEL1-DC7"] as const;

/** As measured: 31 % of the machines have a fixed price, the others fall by a euro a step. */
const FIXED = 0.31;
const STEP_CENTS = 100;
const LEAST_CENTS = 2500;
const MINUTES_A_DAY = 1440;
/** What goes a minute: 40 % of the fresh ones within 3 hours, 17.5 % of the others and 12 % of the fixed in 21 hours. */
const GOES = { fresh: 0.5108 / 180, falling: 0.1924 / 1260, fixed: 0.1278 / 1260 };
const FRESH_MINUTES = 180;

type Machine = {
  id: number;
  priceCents: number;
  fixed: boolean;
  /** Time between two falls times price: a machine's own constant, euro-days. */
  pace: number;
  /** Minutes of the market. */
  listedAt: number;
  fallsAt: number;
};
type Listed = { id: number; priceCents: number; fixed: boolean };

/**
 * An auction by the law that was measured: machines come, fall by a euro when they say that they will, and are sold, the
 * fresh ones soonest. It knows of no customer, and sees purchases as everybody does: what is gone is gone.
 */
export async function openAuction(
  send: Control,
  random: Random.Random,
  size: number,
  /** Wall clock of a moment of the market, epoch ms. */
  wallClock: (minute: number) => number,
): Promise<(minute: number, passed: number) => Promise<void>> {
  const machines = new Map<number, Machine>();
  const arrivals = arrivalsAMinute(size);

  function know({ id, priceCents, fixed }: Listed, listedAt: number, minute: number): Machine {
    const pace = random.between(77, 143);
    const interval = (pace / (priceCents / 100)) * MINUTES_A_DAY;
    const machine = { id, priceCents, fixed, pace, listedAt, fallsAt: minute + random.next() * interval };
    machines.set(id, machine);
    return machine;
  }
  const announce = async ({ id, fallsAt, fixed }: Machine) => {
    if (!fixed) await send("PATCH", `/stock/${id}`, { reducesAt: Math.round(wallClock(fallsAt)) });
  };
  const add = async (minute: number, age: number) => {
    const listed = await send<Listed>("POST", "/stock", draw(random));
    await announce(know(listed, minute - age, minute));
  };
  const fall = async (machine: Machine) => {
    machine.priceCents -= STEP_CENTS;
    machine.fallsAt += (machine.pace / (machine.priceCents / 100)) * MINUTES_A_DAY;
    const { id, priceCents, fallsAt } = machine;
    await send("PATCH", `/stock/${id}`, { priceCents, reducesAt: Math.round(wallClock(fallsAt)) });
  };
  const leave = async ({ id }: Machine) => {
    machines.delete(id);
    await send("DELETE", `/stock/${id}`);
  };
  // Somebody may have bought it meanwhile: then it is not there any more.
  const unlessSold = (machine: Machine, change: Promise<void>) =>
    change.catch(() => void machines.delete(machine.id));

  const present = await send<Listed[]>("GET", "/stock");
  for (const listed of present) await announce(know(listed, -MINUTES_A_DAY, 0));
  for (let at = present.length; at < size; at++) await add(0, random.between(0, 14 * MINUTES_A_DAY));

  async function step(machine: Machine, minute: number, passed: number): Promise<void> {
    const fresh = minute - machine.listedAt < FRESH_MINUTES;
    const rate = fresh ? GOES.fresh : machine.fixed ? GOES.fixed : GOES.falling;
    const falls = !machine.fixed && minute >= machine.fallsAt && machine.priceCents > LEAST_CENTS;
    if (random.next() < 1 - Math.exp(-rate * passed)) await unlessSold(machine, leave(machine));
    else if (falls) await unlessSold(machine, fall(machine));
  }

  return async (minute, passed) => {
    for (const machine of [...machines.values()]) await step(machine, minute, passed);
    for (let due = arrivals * passed; due > random.next(); due--) await add(minute, 0);
  };
}

/** As many come as go of a market of this size, most of which are old. */
function arrivalsAMinute(size: number): number {
  const staysOn = Math.exp(-GOES.fresh * FRESH_MINUTES);
  return (size * (FIXED * GOES.fixed + (1 - FIXED) * GOES.falling)) / staysOn;
}

function draw(random: Random.Random): object {
  const model = random.pick(MODELS);
  const memory = model.memory[random.whole(0, model.memory.length - 1)] ?? 64;
  const disks = random.pick(DISKS);
  const drives = disks.reduce((sum, { count, sizeGb }) => sum + count * sizeGb, 0);
  const euros = model.euros + (memory - (model.memory[0] ?? memory)) * 0.12 + drives * 0.0009;
  return {
    cpu: model.cpu,
    memory,
    ecc: model.ecc,
    disks,
    datacenter: random.pick(PLACES),
    priceCents: Math.round(euros * random.between(0.9, 1.25)) * 100 + 30,
    fixed: random.next() < FIXED,
  };
}
