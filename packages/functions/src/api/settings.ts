import * as z from "zod";

const Environment = z.object({
  AUTH_ISSUER: z.url(),
  AUTH_AUDIENCE: z.string().min(1),
  AUTH_JWKS_URL: z.url().optional(),
  CONNECTION_WAIT_SECONDS: z.coerce.number().min(0).max(25).default(4),
});

export type Settings = {
  /** Whose tokens count, what they have to be made for, and where the keys are if discovery is not to tell. */
  readonly auth: { readonly issuer: string; readonly audience: string; readonly jwksUrl: string | undefined };
  /** How long an answer waits for the check of saved credentials. */
  readonly connectionWaitSeconds: number;
};

export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const env = Environment.parse(environment);
  return {
    auth: { issuer: env.AUTH_ISSUER, audience: env.AUTH_AUDIENCE, jwksUrl: env.AUTH_JWKS_URL },
    connectionWaitSeconds: env.CONNECTION_WAIT_SECONDS,
  };
}
