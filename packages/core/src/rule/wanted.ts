import { diskGb, type Listing } from "../offer/offer.ts";
import { Told } from "../provider/provider.ts";
import type { Rule } from "./rule.ts";

/** What a rule asks for of that which not every provider tells: a listing of which it is not known has it not. */
export function askedOf(rule: Rule.Criteria): Told[] {
  return Told.options.filter((name) => rule[name] !== undefined && rule[name] !== 0 && rule[name] !== false);
}

/** Tells of rules whether the machine is what they ask for, whatever it costs and wherever it is. */
export function wantedBy(listing: Listing): (rule: Rule.Info) => boolean {
  const { cpu, memoryGib, ecc } = listing;
  const [cores, threads, gpus] = [cpu.cores ?? 0, cpu.threads ?? 0, listing.gpu?.count ?? 0];
  const bandwidthMbit = listing.bandwidthMbit ?? 0;
  const all = sum(listing.disks);
  const ofKind = (kind: Rule.Info["diskKind"]) =>
    kind === undefined ? all : sum(listing.disks.filter((disk) => disk.kind === kind));
  return (rule) => {
    const disks = ofKind(rule.diskKind);
    return (
      cores >= rule.minCores &&
      threads >= rule.minThreads &&
      memoryGib >= rule.minMemoryGib &&
      (!rule.ecc || ecc === true) &&
      (rule.diskKind === undefined || disks.count > 0) &&
      disks.sizeGb >= rule.minDiskGb &&
      disks.count >= rule.minDisks &&
      gpus >= rule.minGpus &&
      (rule.gpuModel === undefined || spell(listing.gpu?.name ?? "").includes(spell(rule.gpuModel))) &&
      bandwidthMbit >= rule.minBandwidthMbit
    );
  };
}

function sum(disks: Listing["disks"]): { count: number; sizeGb: number } {
  return { count: disks.reduce((total, { count }) => total + count, 0), sizeGb: diskGb({ disks }) };
}

/** NVIDIA L40S, nvidia_l40s and L40s are one model. */
function spell(model: string): string {
  return model.toLowerCase().replace(/[^a-z0-9]/g, "");
}
