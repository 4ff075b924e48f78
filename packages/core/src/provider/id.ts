import * as z from "zod";

export const ProviderId = z.enum(["hetzner", "ovh-eu", "ovh-ca", "digitalocean", "vultr"]);
export type ProviderId = z.infer<typeof ProviderId>;
