import type { Descriptor } from "@cloudco/core/provider/provider";
import { descriptors } from "@cloudco/providers/descriptors";
import { scanned } from "../pipelines.ts";

/**
 * A rule for a provider that nobody scans would never match, so only those that are scanned are offered. What an account
 * alone can read is scanned for whoever has a rule.
 */
export const offered: readonly Descriptor[] = descriptors.filter(
  ({ id, inventory }) => inventory === "account" || scanned.includes(id),
);
