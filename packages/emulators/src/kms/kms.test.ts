// Guarantees: a sealed secret opens only under its key, unchanged and with the very context it was sealed with; a
// rotated key still opens what it sealed; the database without the key file is worth nothing; and no key is lost
// when the process is killed.

import { randomBytes } from "node:crypto";
import { chmodSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateRandomCommand,
  KMSClient,
  ListAliasesCommand,
  ReEncryptCommand,
  RotateKeyOnDemandCommand,
} from "@aws-sdk/client-kms";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Kms } from "./kms.ts";

let folder: string;
const stops: (() => unknown)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kms-"));
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  rmSync(folder, { recursive: true });
});

async function connect(options: Kms.Options = {}, accessKeyId = randomBytes(8).toString("hex")) {
  const server = await Kms.start(options);
  const credentials = { accessKeyId, secretAccessKey: randomBytes(8).toString("hex") };
  const client = new KMSClient({ endpoint: server.url, region: "eu-central-1", credentials, maxAttempts: 1 });
  stops.push(server.close, () => client.destroy());
  return { server, client };
}

async function createKey(client: KMSClient): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await client.send(new CreateKeyCommand({ Description: "credentials" }));
  return { id: KeyMetadata?.KeyId ?? "", arn: KeyMetadata?.Arn ?? "" };
}

const files = () => ({
  dataFile: join(folder, "data", "kms.db"),
  keyFile: join(folder, "keys", "master.key"),
});
const Plaintext = Buffer.from("a secret");
const context = { account: "acc_1", provider: "hetzner" };

describe("keys and aliases", () => {
  test("finds a key by id, ARN, alias and the alias's ARN", async () => {
    const { client } = await connect();
    const { id, arn } = await createKey(client);
    await client.send(new CreateAliasCommand({ AliasName: "alias/credentials", TargetKeyId: arn }));
    const { Aliases } = await client.send(new ListAliasesCommand({ KeyId: id }));
    expect(Aliases).toMatchObject([{ AliasName: "alias/credentials", TargetKeyId: id }]);
    for (const KeyId of [id, arn, "alias/credentials", Aliases?.[0]?.AliasArn]) {
      const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId }));
      expect(KeyMetadata).toMatchObject({
        KeyId: id,
        Enabled: true,
        KeyState: "Enabled",
        Description: "credentials",
      });
      expect(KeyMetadata?.CreationDate?.getTime()).toBeCloseTo(Date.now(), -5);
    }
  });

  test("refuses an alias twice, a bad alias and a key it does not have", async () => {
    const { client } = await connect();
    const { id } = await createKey(client);
    const alias = (AliasName: string) => client.send(new CreateAliasCommand({ AliasName, TargetKeyId: id }));
    await alias("alias/one");
    await expect(alias("alias/one")).rejects.toMatchObject({ name: "AlreadyExistsException" });
    await expect(alias("alias/aws/s3")).rejects.toMatchObject({ name: "ValidationException" });
    await expect(client.send(new DescribeKeyCommand({ KeyId: "alias/two" }))).rejects.toMatchObject({
      name: "NotFoundException",
      message: expect.stringContaining("alias/two"),
    });
  });

  test("says plainly which actions it offers when asked for another", async () => {
    const { client } = await connect();
    await expect(client.send(new GenerateRandomCommand({ NumberOfBytes: 8 }))).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: expect.stringMatching(/"GenerateRandom".*GenerateDataKey/),
    });
  });
});

describe("encryption", () => {
  test("gives back a data key and any plaintext under the same context, in whatever order it is written", async () => {
    const { client } = await connect();
    const { id, arn } = await createKey(client);
    const dataKey = await client.send(
      new GenerateDataKeyCommand({ KeyId: id, KeySpec: "AES_256", EncryptionContext: context }),
    );
    expect(dataKey.Plaintext).toHaveLength(32);
    const opened = await client.send(
      new DecryptCommand({
        CiphertextBlob: dataKey.CiphertextBlob,
        EncryptionContext: { provider: "hetzner", account: "acc_1" },
      }),
    );
    expect(opened).toMatchObject({ KeyId: arn, Plaintext: dataKey.Plaintext });
    const sealed = await client.send(new EncryptCommand({ KeyId: id, Plaintext }));
    const plain = await client.send(
      new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, KeyId: arn }),
    );
    expect(Buffer.from(plain.Plaintext ?? [])).toEqual(Plaintext);
  });

  test.each<[string, Record<string, string> | undefined]>([
    ["another value", { ...context, provider: "vultr" }],
    ["a name less", { account: "acc_1" }],
    ["a name more", { ...context, version: "1" }],
    ["none", undefined],
    ["the same letters cut elsewhere", { account: "acc_1providerhetzner" }],
  ])("does not open with %s as the context", async (_case, EncryptionContext) => {
    const { client } = await connect();
    const { id } = await createKey(client);
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: id, Plaintext, EncryptionContext: context }),
    );
    await expect(
      client.send(new DecryptCommand({ CiphertextBlob, EncryptionContext })),
    ).rejects.toMatchObject({
      name: "InvalidCiphertextException",
    });
  });

  test("does not open a blob with any one byte changed, or cut short", async () => {
    const { client } = await connect();
    const { id } = await createKey(client);
    const { CiphertextBlob = new Uint8Array() } = await client.send(
      new EncryptCommand({ KeyId: id, Plaintext }),
    );
    const blobs = [...CiphertextBlob.keys()].map((at) =>
      CiphertextBlob.with(at, (CiphertextBlob[at] ?? 0) ^ 1),
    );
    for (const blob of [...blobs, CiphertextBlob.slice(0, -1), CiphertextBlob.slice(0, 8)]) {
      await expect(client.send(new DecryptCommand({ CiphertextBlob: blob }))).rejects.toMatchObject({
        name: "InvalidCiphertextException",
      });
    }
  });

  test("never opens one context's ciphertext with another, whatever the names and values", async () => {
    const { client } = await connect();
    const { id } = await createKey(client);
    // Two letters only, so that equal and nearly equal contexts come up often.
    const text = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 });
    const anyContext = fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(anyContext, anyContext, async (sealedWith, openedWith) => {
        const { CiphertextBlob } = await client.send(
          new EncryptCommand({ KeyId: id, Plaintext, EncryptionContext: sealedWith }),
        );
        const opened = await client
          .send(new DecryptCommand({ CiphertextBlob, EncryptionContext: openedWith }))
          .then(
            () => true,
            () => false,
          );
        const entries = (of: object) =>
          JSON.stringify(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
        expect(opened).toBe(entries(sealedWith) === entries(openedWith));
      }),
      { numRuns: 200 },
    );
  });

  test("opens what an older version of the key sealed, and seals anew after a rotation", async () => {
    const { client } = await connect();
    const { id } = await createKey(client);
    const before = await client.send(new EncryptCommand({ KeyId: id, Plaintext }));
    await client.send(new RotateKeyOnDemandCommand({ KeyId: id }));
    const after = await client.send(new EncryptCommand({ KeyId: id, Plaintext }));
    // Bytes 17 to 20 are the version.
    expect(before.CiphertextBlob?.slice(17, 21)).not.toEqual(after.CiphertextBlob?.slice(17, 21));
    for (const { CiphertextBlob } of [before, after]) {
      const { Plaintext: opened } = await client.send(new DecryptCommand({ CiphertextBlob }));
      expect(Buffer.from(opened ?? [])).toEqual(Plaintext);
    }
  });

  test("moves a ciphertext to another key and context without showing the plaintext", async () => {
    const { client } = await connect();
    const [first, second] = [await createKey(client), await createKey(client)];
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: first.id, Plaintext, EncryptionContext: context }),
    );
    const move = {
      CiphertextBlob,
      DestinationKeyId: second.id,
      DestinationEncryptionContext: { moved: "yes" },
    };
    const moved = await client.send(new ReEncryptCommand({ ...move, SourceEncryptionContext: context }));
    expect(moved).toMatchObject({ SourceKeyId: first.arn, KeyId: second.arn });
    const decrypt = (KeyId: string) =>
      client.send(
        new DecryptCommand({
          CiphertextBlob: moved.CiphertextBlob,
          EncryptionContext: { moved: "yes" },
          KeyId,
        }),
      );
    expect(Buffer.from((await decrypt(second.id)).Plaintext ?? [])).toEqual(Plaintext);
    await expect(decrypt(first.id)).rejects.toMatchObject({ name: "IncorrectKeyException" });
    await expect(client.send(new ReEncryptCommand(move))).rejects.toMatchObject({
      name: "InvalidCiphertextException",
    });
  });

  test("does nothing with a disabled key until it is enabled again", async () => {
    const { client } = await connect();
    const { id } = await createKey(client);
    const { CiphertextBlob } = await client.send(new EncryptCommand({ KeyId: id, Plaintext }));
    await client.send(new DisableKeyCommand({ KeyId: id }));
    for (const command of [
      new DecryptCommand({ CiphertextBlob }),
      new EncryptCommand({ KeyId: id, Plaintext }),
      new GenerateDataKeyCommand({ KeyId: id, KeySpec: "AES_256" }),
      new RotateKeyOnDemandCommand({ KeyId: id }),
    ]) {
      // The overloads of send() do not take a union.
      await expect(client.send(command as DecryptCommand)).rejects.toMatchObject({
        name: "DisabledException",
      });
    }
    await client.send(new EnableKeyCommand({ KeyId: id }));
    await client.send(new DecryptCommand({ CiphertextBlob }));
  });
});

describe("the files", () => {
  test("keep keys, versions and aliases when the process is killed", async () => {
    const first = await connect(files());
    const { id } = await createKey(first.client);
    await first.client.send(new CreateAliasCommand({ AliasName: "alias/credentials", TargetKeyId: id }));
    const { CiphertextBlob } = await first.client.send(new EncryptCommand({ KeyId: id, Plaintext }));
    await first.client.send(new RotateKeyOnDemandCommand({ KeyId: id }));
    expect(statSync(files().keyFile).mode & 0o777).toBe(0o600);

    // What is on the disk at this moment, as another process would find it after a kill -9.
    const killed = join(folder, "killed.db");
    copyFileSync(files().dataFile, killed);
    const { client } = await connect({ ...files(), dataFile: killed });
    const opened = await client.send(new DecryptCommand({ CiphertextBlob, KeyId: "alias/credentials" }));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(Plaintext);
  });

  test("open only under the key file they were sealed under", async () => {
    const { client, server } = await connect(files());
    await createKey(client);
    await server.close();
    writeFileSync(files().keyFile, randomBytes(32).toString("base64"));
    await expect(Kms.start(files())).rejects.toThrow(/is not the key file that/);
  });

  test("are refused where others may read the key file", async () => {
    await (await connect(files())).server.close();
    chmodSync(files().keyFile, 0o640);
    await expect(Kms.start(files())).rejects.toThrow(/mode 0640.*chmod 600/);
  });

  test("are refused where keys exist and the key file does not", async () => {
    const { client, server } = await connect(files());
    await createKey(client);
    await server.close();
    rmSync(files().keyFile);
    await expect(Kms.start(files())).rejects.toThrow(/master\.key that unseals them is missing.*backup/);
  });

  test("are refused where the key file holds something else, and a database needs one", async () => {
    const { keyFile, dataFile } = files();
    await (await connect({ keyFile })).server.close();
    writeFileSync(keyFile, "");
    await expect(Kms.start({ keyFile })).rejects.toThrow(/does not hold a 32-byte key/);
    await expect(Kms.start({ dataFile })).rejects.toThrow(/needs a keyFile/);
  });
});

describe("the endpoint", () => {
  test("fails with Node's error on a taken port and frees the port on close", async () => {
    const { server } = await connect();
    const port = Number(new URL(server.url).port);
    await expect(Kms.start({ port })).rejects.toMatchObject({ code: "EADDRINUSE" });
    await server.close();
    await connect({ port });
  });

  test("answers only the access key it was given", async () => {
    const accessKeyId = randomBytes(16).toString("hex");
    const { client } = await connect({ accessKeyId }, accessKeyId);
    await createKey(client);
    const stranger = await connect({ accessKeyId });
    await expect(createKey(stranger.client)).rejects.toMatchObject({ name: "UnrecognizedClientException" });
  });

  test.each<[string, Record<string, string>]>([
    ["a page's own request", { origin: "https://example.com" }],
    ["a name that was bent to loopback", { host: "example.com" }],
  ])("refuses %s", async (_case, headers) => {
    const { server } = await connect();
    const { request } = await import("node:http");
    const status = await new Promise((resolve, reject) => {
      const call = request(server.url, {
        method: "POST",
        headers: { "x-amz-target": "TrentService.CreateKey", ...headers },
      });
      call
        .on("response", (response) => resolve(response.resume().statusCode))
        .on("error", reject)
        .end("{}");
    });
    expect(status).toBe(403);
  });

  test.each([
    ["not JSON", "{", 400, "SerializationException"],
    ["of the wrong shape", '{"KeyId":1}', 400, "ValidationException"],
    ["over a megabyte", " ".repeat(1024 * 1024 + 1), 413, "RequestEntityTooLargeException"],
  ])("refuses a body that is %s", async (_case, body, status, type) => {
    const { server } = await connect();
    const headers = { "x-amz-target": "TrentService.DescribeKey" };
    const response = await fetch(server.url, { method: "POST", headers, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ __type: type, message: expect.any(String) });
  });
});
