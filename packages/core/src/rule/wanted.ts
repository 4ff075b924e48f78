import { diskGb, type Listing } from "../offer/offer.ts";
import { Told } from "../provider/provider.ts";
import type { Rule } from "./rule.ts";

/** What a rule asks for of that which not every provider tells: a listing of which it is not known has it not. */
export function askedOf(rule: Rule.Criteria): Told[] {
  return Told.options.filter((name) => rule[name] !== undefined && rule[name] !== 0 && rule[name] !== false);
}

/** Whether the machine is what the rule asks for, whatever it costs and wherever it is. */
export function hasWanted(rule: Rule.Info, listing: Listing): boolean {
  const { cpu, gpu } = listing;
  const disks = rule.diskKind ? listing.disks.filter(({ kind }) => kind === rule.diskKind) : listing.disks;
  return (
    (cpu.cores ?? 0) >= rule.minCores &&
    (cpu.threads ?? 0) >= rule.minThreads &&
    listing.memoryGib >= rule.minMemoryGib &&
    (!rule.ecc || listing.ecc === true) &&
    (rule.diskKind === undefined || disks.length > 0) &&
    diskGb({ disks }) >= rule.minDiskGb &&
    disks.reduce((sum, { count }) => sum + count, 0) >= rule.minDisks &&
    (gpu?.count ?? 0) >= rule.minGpus &&
    (rule.gpuModel === undefined || spell(gpu?.name ?? "").includes(spell(rule.gpuModel))) &&
    (listing.bandwidthMbit ?? 0) >= rule.minBandwidthMbit
  );
}

/** NVIDIA L40S, nvidia_l40s and L40s are one model. */
function spell(model: string): string {
  return model.toLowerCase().replace(/[^a-z0-9]/g, "");
}
