export * as OrderBody from "./order-body.ts";

import * as z from "zod";

const Name = z
  .string()
  .max(255)
  .regex(
    /^[a-zA-Z0-9]?[a-z0-9A-Z.-]*[a-z0-9A-Z]$/,
    "Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)",
  );
const Tag = z
  .string()
  .max(255)
  .regex(/^[a-zA-Z0-9_:-]+$/, "Tags may have letters, numbers, colons, dashes and underscores.");

/**
 * The fields of the public specification, no others: what DigitalOcean does with an unknown one is not documented, and a
 * client that sends one is mistaken.
 */
export const Fields = z
  .strictObject({
    name: Name.optional(),
    names: z.array(Name).min(1).max(10).optional(),
    region: z.string().min(1).nullish(),
    size: z.string(),
    image: z.union([z.string(), z.int()]),
    ssh_keys: z.array(z.union([z.string(), z.int()])).default([]),
    backups: z.boolean().default(false),
    backup_policy: z.looseObject({}).optional(),
    ipv6: z.boolean().default(false),
    monitoring: z.boolean().default(false),
    tags: z
      .array(Tag)
      .nullish()
      .transform((tags) => tags ?? []),
    user_data: z
      .string()
      .refine((text) => Buffer.byteLength(text) <= 65_536, "User data may not exceed 64 KiB.")
      .nullish(),
    private_networking: z.boolean().nullish(),
    volumes: z.array(z.string()).default([]),
    vpc_uuid: z.uuid().optional(),
    with_droplet_agent: z.boolean().optional(),
    public_networking: z.boolean().default(true),
  })
  .refine((body) => (body.name === undefined) !== (body.names === undefined), "Send either a name or names.")
  .refine((body) => body.public_networking || !body.ipv6, "IPv6 needs public networking.");

export type Info = z.infer<typeof Fields>;
