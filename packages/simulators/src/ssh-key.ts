export * as SshKey from "./ssh-key.ts";

import { createHash } from "node:crypto";

/** What an OpenSSH public key says of itself. */
export interface Info {
  readonly fingerprint: string;
  readonly type: string;
  readonly size: number;
}

/** Reads an OpenSSH public key: "ssh-ed25519 AAAA… comment". Null for anything else. */
export function parse(data: string): Info | null {
  const [algorithm = "", encoded = ""] = data.split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  const [name, , modulus] = fields(blob);
  if (name?.toString() !== algorithm || algorithm === "") return null;
  const print = fingerprint(blob);
  if (algorithm === "ssh-ed25519") return { fingerprint: print, type: "ED25519", size: 256 };
  if (algorithm === "ssh-rsa" && modulus) return { fingerprint: print, type: "RSA", size: bits(modulus) };
  const curve = /^ecdsa-sha2-nistp(\d+)$/.exec(algorithm)?.[1];
  return curve === undefined ? null : { fingerprint: print, type: "ECDSA", size: Number(curve) };
}

/** MD5 with colons, as providers write fingerprints. */
export function fingerprint(data: string | Buffer): string {
  return createHash("md5").update(data).digest("hex").match(/../g)?.join(":") ?? "";
}

/** The fields of a key blob: each a length of four bytes, and the bytes. */
function fields(blob: Buffer): Buffer[] {
  if (blob.length < 4) return [];
  const end = 4 + blob.readUInt32BE(0);
  return [blob.subarray(4, end), ...fields(blob.subarray(end))];
}

function bits(modulus: Buffer): number {
  return (modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8;
}
