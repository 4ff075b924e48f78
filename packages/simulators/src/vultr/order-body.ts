export * as OrderBody from "./order-body.ts";

import * as z from "zod";

const userData = z
  .string()
  .refine((text) => Buffer.from(text, "base64").toString("base64") === text, "user_data is not base64.");

const sources = {
  os_id: z.int().optional(),
  app_id: z.int().optional(),
  image_id: z.string().optional(),
  snapshot_id: z.string().optional(),
};
const common = {
  region: z.string(),
  plan: z.string(),
  ...sources,
  ipxe_chain_url: z.string().optional(),
  script_id: z.string().optional(),
  enable_ipv6: z.boolean().default(false),
  enable_vpc: z.boolean().optional(),
  attach_vpc: z.array(z.string()).optional(),
  enable_vpc2: z.boolean().optional(),
  attach_vpc2: z.array(z.string()).optional(),
  sshkey_id: z.array(z.string()).default([]),
  user_data: userData.optional(),
  label: z.string().default(""),
  hostname: z.string().optional(),
  activation_email: z.boolean().optional(),
  tag: z.string().optional(),
  tags: z.array(z.string()).default([]),
  reserved_ipv4: z.string().optional(),
  user_scheme: z.enum(["root", "limited"]).default("root"),
  app_variables: z.looseObject({}).optional(),
};

/**
 * The fields of the public specification, no others: what Vultr does with an unknown one is not documented, and a client
 * that sends one is mistaken. `backups` is a text, not a boolean.
 */
export const Instance = z.strictObject({
  ...common,
  iso_id: z.string().optional(),
  disable_public_ipv4: z.boolean().optional(),
  attach_private_network: z.array(z.string()).optional(),
  enable_private_network: z.boolean().optional(),
  vpc_only: z.boolean().optional(),
  backups: z.enum(["enabled", "disabled"]).default("disabled"),
  ddos_protection: z.boolean().default(false),
  firewall_group_id: z.string().optional(),
  block_devices: z.array(z.looseObject({})).optional(),
});

export const BareMetal = z.strictObject({
  ...common,
  persistent_pxe: z.boolean().optional(),
  mdisk_mode: z.enum(["raid1", "jbod", "none"]).optional(),
  detach_vpc2: z.array(z.string()).optional(),
});

/** What an order has whichever of the two it is; the fields of instances alone are missing in one of bare metal. */
export type Info = z.infer<typeof BareMetal> & Partial<z.infer<typeof Instance>>;

/** How many things an order says to install; it has to be exactly one. */
export function sourceCount(body: Info): number {
  return [body.os_id, body.app_id, body.image_id, body.snapshot_id, body.iso_id].filter(
    (source) => source !== undefined,
  ).length;
}
