export * as Ciphertext from "./ciphertext.ts";

import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Additional authenticated data, as in KMS: not secret, and the same at Decrypt as it was at Encrypt. */
export type Context = Readonly<Record<string, string>>;

export interface KeyVersion {
  /** A UUID. */
  readonly keyId: string;
  readonly version: number;
  /** 32 bytes. */
  readonly material: Buffer;
}

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Format, key id, key version. */
const HEADER_BYTES = 1 + 16 + 4;

/** AES-256-GCM. The blob is header, nonce, ciphertext, tag; the header is authenticated with the context. */
export function seal(key: KeyVersion, plaintext: Buffer, context: Context): Buffer {
  const header = encodeHeader(key);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.material, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.concat([header, encodeContext(context)]));
  return Buffer.concat([header, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Which key sealed this blob; undefined where it is no blob of ours. Nothing is authenticated yet. */
export function keyOf(blob: Buffer): { readonly keyId: string; readonly version: number } | undefined {
  if (blob.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES || blob[0] !== FORMAT) return undefined;
  const keyId = blob.toString("hex", 1, 17).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { keyId, version: blob.readUInt32BE(17) };
}

/** Undefined where the blob or the context is not what was sealed. */
export function open(key: KeyVersion, blob: Buffer, context: Context): Buffer | undefined {
  const header = blob.subarray(0, HEADER_BYTES);
  if (!header.equals(encodeHeader(key))) return undefined;
  const nonce = blob.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key.material, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat([header, encodeContext(context)]));
  decipher.setAuthTag(blob.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([
      decipher.update(blob.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
  } catch {
    return undefined;
  }
}

function encodeHeader({ keyId, version }: KeyVersion): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(FORMAT, 0);
  header.write(keyId.replaceAll("-", ""), 1, "hex");
  header.writeUInt32BE(version, 17);
  return header;
}

/** Sorted by name and with every length written out, so that no two contexts have one encoding. */
function encodeContext(context: Context): Buffer {
  const names = Object.keys(context).sort();
  return Buffer.concat(names.flatMap((name) => [lengthAndBytes(name), lengthAndBytes(context[name] ?? "")]));
}

function lengthAndBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
