export * as Configuration from "./configuration.ts";

import * as z from "zod";
import { ProviderFailure } from "../failure.ts";
import { Datacentre } from "./datacentre.ts";
import type { Region } from "./region.ts";

/** `GET .../requiredConfiguration`. Its `required` is wrong as often as right, so it is not read. */
export const Required = z.array(
  z.object({ label: z.string(), allowedValues: z.array(z.string()).nullish().catch(null) }),
);

export type Value = { label: string; value: string };

/** Servers of the Eco range are delivered without a system. */
const NO_SYSTEM = "none_64.en";

/**
 * The three values that a checkout demands. They are checked here, because OVHcloud takes any and complains later.
 * @param image the customer's; where it is left out, what OVHcloud offers
 * @throws ProviderFailure where OVHcloud does not allow one
 */
export function values(
  region: Region.Info,
  required: z.infer<typeof Required>,
  datacentre: string,
  image: string | null,
): Value[] {
  const allowed = (label: string) => required.find((entry) => entry.label === label)?.allowedValues ?? null;
  const systems = allowed("dedicated_os");
  const regions = allowed("region");
  const system = image ?? (systems && !systems.includes(NO_SYSTEM) ? systems[0] : NO_SYSTEM);
  const place = regions?.length === 1 ? regions[0] : Datacentre.region(datacentre);
  return [
    check(region, "dedicated_datacenter", datacentre, allowed("dedicated_datacenter"), "this datacentre"),
    check(region, "dedicated_os", system, systems, "the image that the rule asks for"),
    check(region, "region", place, regions, "the region of this datacentre"),
  ];
}

function check(
  region: Region.Info,
  label: string,
  value: string | null | undefined,
  allowed: string[] | null,
  what: string,
): Value {
  if (value && (allowed === null || allowed.includes(value))) return { label, value };
  const message = `${region.name} does not offer ${what} for this server. Nothing was bought; change the rule, or leave the choice to OVHcloud.`;
  throw new ProviderFailure({ cause: "refused", message });
}
