import { DecryptCommand, InvalidCiphertextException, type KMSClient } from "@aws-sdk/client-kms";
import * as z from "zod";
import { Secret } from "../secret/secret.ts";
import { type EncryptionContext, Envelope, EnvelopeError } from "./envelope.ts";

const Plain = z.record(z.string(), z.string());

/**
 * Opens what `seal` sealed, under the same context. Needs kms:Decrypt.
 * Throws EnvelopeError for a damaged envelope or another context, and another error where the key service fails.
 */
export async function open(
  kms: KMSClient,
  envelope: Uint8Array,
  context: EncryptionContext,
): Promise<Record<string, Secret>> {
  const dataKey = await unwrap(kms, envelope, context);
  try {
    const plain = read(Envelope.open(envelope, dataKey, context));
    return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, new Secret(value)]));
  } finally {
    dataKey.fill(0);
  }
}

/** What a parser says of a text quotes from it, so its error goes no further. */
function read(plaintext: Buffer): z.infer<typeof Plain> {
  try {
    return Plain.parse(JSON.parse(plaintext.toString("utf8")));
  } catch {
    throw new EnvelopeError();
  }
}

async function unwrap(kms: KMSClient, envelope: Uint8Array, context: EncryptionContext): Promise<Uint8Array> {
  try {
    const { Plaintext } = await kms.send(
      new DecryptCommand({ CiphertextBlob: Envelope.wrappedKey(envelope), EncryptionContext: context }),
    );
    // Says nothing of the envelope.
    if (!Plaintext) throw new Error("The key service returned no data key.");
    return Plaintext;
  } catch (cause) {
    throw cause instanceof InvalidCiphertextException ? new EnvelopeError({ cause }) : cause;
  }
}
