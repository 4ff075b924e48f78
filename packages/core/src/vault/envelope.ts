export * as Envelope from "./envelope.ts";

import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A sealed secret as stored, one binary:
 *
 *   version 1 | algorithm 1 | wrapped key length 2 | wrapped key | commitment 32 | nonce 12 | ciphertext | tag 16
 *
 * All before the ciphertext, and the encryption context, are authenticated. The commitment ties the ciphertext to one
 * data key: AES-GCM alone would let two keys open one ciphertext.
 */
const VERSION = 1;
const AES_256_GCM = 1;
const PREFIX = 4;
const COMMITMENT = 32;
const NONCE = 12;
const TAG = 16;

/** Names of ids only: the context is readable in the key service's own log. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** The one thing said of an envelope that does not open, whatever the reason. */
export class EnvelopeError extends Error {
  override readonly name = "EnvelopeError";

  constructor(options?: ErrorOptions) {
    super("The sealed secret can't be opened: it is damaged, or belongs to another connection.", options);
  }
}

function authenticated(header: Uint8Array, context: EncryptionContext): Buffer {
  const pairs = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(pairs), "utf8")]);
}

function commitment(dataKey: Uint8Array): Buffer {
  return createHmac("sha256", dataKey).update("cloudco credential commitment v1").digest();
}

/** @param dataKey 32 bytes, used for this one envelope. */
export function seal(
  plaintext: Uint8Array,
  dataKey: Uint8Array,
  wrappedKey: Uint8Array,
  context: EncryptionContext,
): Uint8Array {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt8(VERSION, 0);
  prefix.writeUInt8(AES_256_GCM, 1);
  prefix.writeUInt16BE(wrappedKey.length, 2);
  const nonce = randomBytes(NONCE);
  const header = Buffer.concat([prefix, wrappedKey, commitment(dataKey), nonce]);
  const cipher = createCipheriv("aes-256-gcm", dataKey, nonce);
  cipher.setAAD(authenticated(header, context));
  return Buffer.concat([header, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The wrapped data key of an envelope, for the key service to unwrap. Throws EnvelopeError. */
export function wrappedKey(envelope: Uint8Array): Uint8Array {
  return envelope.subarray(PREFIX, PREFIX + layout(envelope).wrapped);
}

/** Throws EnvelopeError for anything but the untouched envelope under its own key and context. */
export function open(envelope: Uint8Array, dataKey: Uint8Array, context: EncryptionContext): Buffer {
  const { wrapped } = layout(envelope);
  const start = PREFIX + wrapped;
  const body = start + COMMITMENT + NONCE;
  try {
    if (!timingSafeEqual(envelope.subarray(start, start + COMMITMENT), commitment(dataKey))) {
      throw new EnvelopeError();
    }
    const decipher = createDecipheriv("aes-256-gcm", dataKey, envelope.subarray(body - NONCE, body));
    decipher.setAAD(authenticated(envelope.subarray(0, body), context));
    decipher.setAuthTag(envelope.subarray(-TAG));
    return Buffer.concat([decipher.update(envelope.subarray(body, -TAG)), decipher.final()]);
  } catch (cause) {
    throw cause instanceof EnvelopeError ? cause : new EnvelopeError({ cause });
  }
}

function layout(envelope: Uint8Array): { wrapped: number } {
  const bytes = Buffer.from(envelope.buffer, envelope.byteOffset, envelope.byteLength);
  if (bytes.length < PREFIX || bytes[0] !== VERSION || bytes[1] !== AES_256_GCM) throw new EnvelopeError();
  const wrapped = bytes.readUInt16BE(2);
  if (wrapped === 0 || bytes.length < PREFIX + wrapped + COMMITMENT + NONCE + TAG) throw new EnvelopeError();
  return { wrapped };
}
