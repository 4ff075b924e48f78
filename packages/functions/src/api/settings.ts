import * as z from "zod";

const Environment = z.object({
  AUTH_ISSUER: z.url(),
  AUTH_AUDIENCE: z.string().min(1),
  AUTH_JWKS_URL: z.url().optional(),
  ORIGIN_SECRETS: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.string().min(32)).min(1).max(2)),
  ACCOUNT_REQUESTS_PER_MINUTE: z.coerce.number().int().positive().default(600),
  CONNECTION_WAIT_SECONDS: z.coerce.number().min(0).max(25).default(4),
});

export type Settings = {
  /** Whose tokens count, what they have to be made for, and where the keys are if discovery is not to tell. */
  readonly auth: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string | undefined };
  /** Of one account; what stops, pauses and deletes is counted apart. */
  readonly accountRequestsPerMinute: number;
  /** How long an answer waits for the check of saved credentials. */
  readonly connectionWaitSeconds: number;
};

/** And what the front door proves itself by: the one that it sends, and the next one, which it sends once they change. */
export type Deployed = Settings & { readonly originSecrets: readonly string[] };

export function readSettings(environment: NodeJS.ProcessEnv): Deployed {
  const env = Environment.parse(environment);
  return {
    originSecrets: env.ORIGIN_SECRETS,
    auth: { issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE, jwksUrl: env.AUTH_JWKS_URL },
    accountRequestsPerMinute: env.ACCOUNT_REQUESTS_PER_MINUTE,
    connectionWaitSeconds: env.CONNECTION_WAIT_SECONDS,
  };
}
