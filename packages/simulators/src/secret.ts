export * as Secret from "./secret.ts";

import { createHash } from "node:crypto";

/**
 * What is kept of a password or a token. They are made up and on loopback: hashed so that none lies readable in the data
 * file, not to withstand guessing.
 */
export function hash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
