export * as IssuerKeys from "./keys.ts";

import { randomBytes } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import * as z from "zod";
import { SecretFile } from "../secret-file.ts";

/** RS256 is what Cognito signs with, and the one family that API Gateway's JWT authorizer takes. */
export const ALGORITHM = "RS256";

const IssuerKeys = z.object({
  /** The private key that signs tokens, as a JWK with its `kid`. */
  signing: z
    .object({ kty: z.literal("RSA"), kid: z.string(), n: z.string(), e: z.string() })
    .catchall(z.string()),
  /** What signs the cookies. */
  cookies: z.string().min(43),
});
export type IssuerKeys = z.infer<typeof IssuerKeys>;

/** The keys in `file`, made there where it is missing; without a file, keys for this process alone. */
export async function load(file: string | undefined): Promise<IssuerKeys> {
  const written = file === undefined ? undefined : SecretFile.read(file);
  if (file !== undefined && written !== undefined) return parse(file, written);
  const keys = await generate();
  if (file !== undefined) SecretFile.create(file, `${JSON.stringify(keys)}\n`);
  return keys;
}

function parse(file: string, written: string): IssuerKeys {
  try {
    return IssuerKeys.parse(JSON.parse(written));
  } catch {
    // The cause could quote the key.
    throw new Error(
      `${file} does not hold the issuer's keys. Put it back from your backup, or remove it to sign in anew everywhere.`,
    );
  }
}

async function generate(): Promise<IssuerKeys> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const signing = { ...jwk, alg: ALGORITHM, use: "sig", kid: await calculateJwkThumbprint(jwk) };
  return IssuerKeys.parse({ signing, cookies: randomBytes(32).toString("base64url") });
}
