export * as Kms from "./kms.ts";

import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { HttpServer } from "../http-server.ts";
import { Protocol } from "../protocol.ts";
import { Ciphertext } from "./ciphertext.ts";
import { KmsStore } from "./kms-store.ts";

export interface Options extends HttpServer.ListenOptions, KmsStore.Files {
  /** Only callers that use this access key are answered (Protocol.ServeOptions). */
  readonly accessKeyId?: string | undefined;
}

/**
 * AWS KMS for one machine: symmetric keys, the encryption context as authenticated data, key versions, aliases.
 * Errors have AWS's names. Throws where the files are not as KmsStore.open wants them.
 */
export async function start(options: Options = {}): Promise<HttpServer.Listening> {
  const store = KmsStore.open(options);
  try {
    const serveOptions = { ...options, contentType: "application/x-amz-json-1.1" } as const;
    return await Protocol.serve(serveOptions, Protocol.target("TrentService", actions(store)), store.close);
  } catch (error) {
    store.close();
    throw error;
  }
}

const Blob = z.base64().transform((text) => Buffer.from(text, "base64"));
const Context = z.record(z.string(), z.string()).default({});
const KeyId = z.string().min(1).max(2048);
const Symmetric = z.literal("SYMMETRIC_DEFAULT").optional();
const Plaintext = Blob.refine(({ length }) => length >= 1 && length <= 4096, "must have 1 to 4096 bytes");
const Ciphertexts = Blob.refine(({ length }) => length >= 1 && length <= 6144, "must have 1 to 6144 bytes");
const AliasName = z
  .string()
  .regex(/^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/, "must be alias/NAME, and not alias/aws/");

const Input = {
  CreateKey: z.object({
    Description: z.string().max(8192).default(""),
    KeySpec: Symmetric,
    KeyUsage: z.literal("ENCRYPT_DECRYPT").optional(),
  }),
  Key: z.object({ KeyId }),
  CreateAlias: z.object({ AliasName, TargetKeyId: KeyId }),
  ListAliases: z.object({ KeyId: KeyId.optional() }),
  GenerateDataKey: z.object({ KeyId, KeySpec: z.literal("AES_256"), EncryptionContext: Context }),
  Encrypt: z.object({ KeyId, Plaintext, EncryptionContext: Context, EncryptionAlgorithm: Symmetric }),
  Decrypt: z.object({
    CiphertextBlob: Ciphertexts,
    EncryptionContext: Context,
    KeyId: KeyId.optional(),
    EncryptionAlgorithm: Symmetric,
  }),
  ReEncrypt: z.object({
    CiphertextBlob: Ciphertexts,
    SourceEncryptionContext: Context,
    SourceKeyId: KeyId.optional(),
    DestinationKeyId: KeyId,
    DestinationEncryptionContext: Context,
  }),
};

const ARN = `arn:aws:kms:${Protocol.REGION}:${Protocol.ACCOUNT}`;
const keyArn = (id: string) => `${ARN}:key/${id}`;

function actions(store: KmsStore.KmsStore): Record<string, (input: unknown) => unknown> {
  const resolve = resolver(store);

  function encrypt(keyId: string, plaintext: Buffer, context: Ciphertext.Context) {
    const key = enabled(resolve(keyId));
    const blob = Ciphertext.seal(store.currentVersion(key.id), plaintext, context);
    return { KeyId: keyArn(key.id), CiphertextBlob: blob.toString("base64") };
  }

  function decrypt(blob: Buffer, context: Ciphertext.Context, expectedKeyId?: string) {
    const sealedBy = Ciphertext.keyOf(blob);
    const key = sealedBy && store.key(sealedBy.keyId);
    if (!key) throw invalidCiphertext();
    if (expectedKeyId !== undefined && resolve(expectedKeyId).id !== key.id) {
      throw new Protocol.AwsError(
        "IncorrectKeyException",
        "The ciphertext was not made under the key in KeyId.",
      );
    }
    enabled(key);
    const version = store.keyVersion(key.id, sealedBy.version);
    const plaintext = version && Ciphertext.open(version, blob, context);
    if (!plaintext) throw invalidCiphertext();
    return { keyId: key.id, plaintext };
  }

  return {
    CreateKey(input) {
      const { Description } = Protocol.parse(Input.CreateKey, input);
      return { KeyMetadata: metadata(resolve(store.createKey(Description))) };
    },
    DescribeKey: (input) => ({ KeyMetadata: metadata(resolve(Protocol.parse(Input.Key, input).KeyId)) }),
    EnableKey: (input) => store.setEnabled(resolve(Protocol.parse(Input.Key, input).KeyId).id, true),
    DisableKey: (input) => store.setEnabled(resolve(Protocol.parse(Input.Key, input).KeyId).id, false),
    RotateKeyOnDemand(input) {
      const { id } = enabled(resolve(Protocol.parse(Input.Key, input).KeyId));
      store.rotate(id);
      return { KeyId: id };
    },
    CreateAlias(input) {
      const { AliasName: name, TargetKeyId } = Protocol.parse(Input.CreateAlias, input);
      if (!store.addAlias(name, resolve(TargetKeyId).id)) {
        throw new Protocol.AwsError(
          "AlreadyExistsException",
          `An alias with the name ${ARN}:${name} already exists`,
        );
      }
    },
    ListAliases(input) {
      const { KeyId: of } = Protocol.parse(Input.ListAliases, input);
      const id = of === undefined ? undefined : resolve(of).id;
      const aliases = store.aliases().filter(({ keyId }) => id === undefined || keyId === id);
      return { Truncated: false, Aliases: aliases.map(aliasEntry) };
    },
    GenerateDataKey(input) {
      const { KeyId: keyId, EncryptionContext } = Protocol.parse(Input.GenerateDataKey, input);
      const dataKey = randomBytes(32);
      return { ...encrypt(keyId, dataKey, EncryptionContext), Plaintext: dataKey.toString("base64") };
    },
    Encrypt(input) {
      const request = Protocol.parse(Input.Encrypt, input);
      const sealed = encrypt(request.KeyId, request.Plaintext, request.EncryptionContext);
      return { ...sealed, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
    Decrypt(input) {
      const request = Protocol.parse(Input.Decrypt, input);
      const { keyId, plaintext } = decrypt(request.CiphertextBlob, request.EncryptionContext, request.KeyId);
      const Plaintext = plaintext.toString("base64");
      return { KeyId: keyArn(keyId), Plaintext, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
    ReEncrypt(input) {
      const request = Protocol.parse(Input.ReEncrypt, input);
      const { keyId, plaintext } = decrypt(
        request.CiphertextBlob,
        request.SourceEncryptionContext,
        request.SourceKeyId,
      );
      return {
        ...encrypt(request.DestinationKeyId, plaintext, request.DestinationEncryptionContext),
        SourceKeyId: keyArn(keyId),
        SourceEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
        DestinationEncryptionAlgorithm: "SYMMETRIC_DEFAULT",
      };
    },
  };
}

/** A key by its id, its ARN, `alias/NAME` or the alias's ARN; throws NotFoundException. */
function resolver(store: KmsStore.KmsStore) {
  return (reference: string): KmsStore.Key => {
    const name = reference.replace(/^arn:aws:kms:[^:]+:\d{12}:(?:key\/)?/, "");
    const id = name.startsWith("alias/") ? store.aliases().find((alias) => alias.name === name)?.keyId : name;
    const key = id === undefined ? undefined : store.key(id);
    if (!key)
      throw new Protocol.AwsError(
        "NotFoundException",
        `There is no key or alias ${JSON.stringify(reference)}.`,
      );
    return key;
  };
}

function enabled(key: KmsStore.Key): KmsStore.Key {
  if (!key.enabled) throw new Protocol.AwsError("DisabledException", `${keyArn(key.id)} is disabled.`);
  return key;
}

/** One error for every reason, as in KMS: a forger learns nothing from it. */
function invalidCiphertext(): Protocol.AwsError {
  return new Protocol.AwsError(
    "InvalidCiphertextException",
    "The ciphertext is damaged, was made elsewhere, or was made with another encryption context.",
  );
}

function aliasEntry({ name, keyId, createdAtMs }: KmsStore.Alias) {
  const CreationDate = createdAtMs / 1000;
  return {
    AliasName: name,
    AliasArn: `${ARN}:${name}`,
    TargetKeyId: keyId,
    CreationDate,
    LastUpdatedDate: CreationDate,
  };
}

function metadata({ id, description, enabled, createdAtMs }: KmsStore.Key) {
  return {
    AWSAccountId: Protocol.ACCOUNT,
    KeyId: id,
    Arn: keyArn(id),
    CreationDate: createdAtMs / 1000,
    Enabled: enabled,
    Description: description,
    KeyUsage: "ENCRYPT_DECRYPT",
    KeyState: enabled ? "Enabled" : "Disabled",
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    KeySpec: "SYMMETRIC_DEFAULT",
    CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
    EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
    MultiRegion: false,
  };
}
