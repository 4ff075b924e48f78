import { GenerateDataKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { Secret } from "../secret/secret.ts";
import { type EncryptionContext, Envelope } from "./envelope.ts";

/**
 * Seals secrets under a data key of their own. Needs kms:GenerateDataKey alone, and lies apart from `open` so that the
 * API holds no code that decrypts.
 * @param keyId key id, ARN or alias of the credentials key
 */
export async function seal(
  kms: KMSClient,
  keyId: string,
  secrets: Readonly<Record<string, Secret>>,
  context: EncryptionContext,
): Promise<Uint8Array> {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({ KeyId: keyId, KeySpec: "AES_256", EncryptionContext: context }),
  );
  if (!Plaintext || !CiphertextBlob) throw new Error("The key service returned no data key.");
  const plain = Object.fromEntries(Object.entries(secrets).map(([name, secret]) => [name, secret.reveal()]));
  try {
    return Envelope.seal(Buffer.from(JSON.stringify(plain), "utf8"), Plaintext, CiphertextBlob, context);
  } finally {
    Plaintext.fill(0);
  }
}
