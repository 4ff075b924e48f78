export * as KmsStore from "./kms-store.ts";

import { randomBytes, randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { Database } from "../database.ts";
import { SecretFile } from "../secret-file.ts";
import { Ciphertext } from "./ciphertext.ts";

export interface Key {
  readonly id: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly createdAtMs: number;
}

export interface Alias {
  readonly name: string;
  readonly keyId: string;
  readonly createdAtMs: number;
}

export interface Files {
  /** The database of keys, sealed; omitted: in memory. */
  readonly dataFile?: string | undefined;
  /** The master key that unseals them; keep it away from the database and from its backups. */
  readonly keyFile?: string | undefined;
}

export type KmsStore = ReturnType<typeof open>;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, description TEXT NOT NULL, enabled INTEGER NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS versions (
  key_id TEXT NOT NULL REFERENCES keys, version INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (key_id, version)
) STRICT;
CREATE TABLE IF NOT EXISTS aliases (
  name TEXT PRIMARY KEY, key_id TEXT NOT NULL REFERENCES keys, created_at INTEGER NOT NULL
) STRICT;`;

/**
 * Opens the keys. Throws where the key file can be read by others, is missing although there are keys, is damaged,
 * or is not the one these keys were sealed under.
 */
export function open({ dataFile = ":memory:", keyFile }: Files) {
  if (dataFile !== ":memory:" && !keyFile) {
    throw new Error(
      "The local KMS needs a keyFile for its dataFile: sealed keys without their master key are lost.",
    );
  }
  const database = Database.open(dataFile, SCHEMA);
  try {
    return operations(database, masterKey(database, dataFile, keyFile));
  } catch (error) {
    database.close();
    throw error;
  }
}

function masterKey(database: DatabaseSync, dataFile: string, keyFile: string | undefined): Buffer {
  if (!keyFile) return randomBytes(32);
  const written = SecretFile.read(keyFile);
  if (written !== undefined) return readMasterKey(database, dataFile, keyFile, written);
  if (database.prepare("SELECT 1 FROM keys").get()) {
    throw new Error(
      `${dataFile} holds keys, and the key file ${keyFile} that unseals them is missing. ` +
        "Put it back from your backup: without it no stored credential can be read.",
    );
  }
  const master = randomBytes(32);
  SecretFile.create(keyFile, `${master.toString("base64")}\n`);
  return master;
}

function readMasterKey(database: DatabaseSync, dataFile: string, keyFile: string, written: string): Buffer {
  const master = Buffer.from(written.trim(), "base64");
  if (master.length !== 32) {
    throw new Error(`${keyFile} does not hold a 32-byte key in base64. Put it back from your backup.`);
  }
  const rows = database
    .prepare("SELECT key_id, version, sealed FROM versions")
    .all() as unknown as VersionRow[];
  if (!rows.every((row) => unseal(master, row))) {
    throw new Error(
      `${keyFile} is not the key file that ${dataFile} was sealed under. Put the right one back.`,
    );
  }
  return master;
}

interface VersionRow {
  readonly key_id: string;
  readonly version: number;
  readonly sealed: Uint8Array;
}

// The material is bound to its place: a row moved to another key or version does not unseal.
const place = (keyId: string, version: number) => ({ purpose: "key material", key: `${keyId}/${version}` });
const master = (material: Buffer) => ({
  keyId: "00000000-0000-0000-0000-000000000000",
  version: 1,
  material,
});

function unseal(masterKey: Buffer, row: VersionRow): Buffer | undefined {
  return Ciphertext.open(master(masterKey), Buffer.from(row.sealed), place(row.key_id, row.version));
}

function operations(database: DatabaseSync, masterKey: Buffer) {
  const sql = {
    key: database.prepare("SELECT description, enabled, created_at FROM keys WHERE id = ?"),
    addKey: database.prepare("INSERT INTO keys VALUES (?, ?, 1, ?)"),
    setEnabled: database.prepare("UPDATE keys SET enabled = ? WHERE id = ?"),
    addVersion: database.prepare("INSERT INTO versions VALUES (?, ?, ?)"),
    lastVersion: database.prepare("SELECT max(version) AS version FROM versions WHERE key_id = ?"),
    version: database.prepare(
      "SELECT key_id, version, sealed FROM versions WHERE key_id = ? AND version = ?",
    ),
    addAlias: database.prepare("INSERT OR IGNORE INTO aliases VALUES (?, ?, ?)"),
    aliases: database.prepare("SELECT name, key_id, created_at FROM aliases ORDER BY name"),
  };

  function addVersion(keyId: string, version: number): void {
    sql.addVersion.run(
      keyId,
      version,
      Ciphertext.seal(master(masterKey), randomBytes(32), place(keyId, version)),
    );
  }

  function lastVersion(keyId: string): number {
    return Number(sql.lastVersion.get(keyId)?.version);
  }

  /** Undefined where there is no such version. */
  function keyVersion(keyId: string, version: number): Ciphertext.KeyVersion | undefined {
    const row = sql.version.get(keyId, version) as unknown as VersionRow | undefined;
    const material = row && unseal(masterKey, row);
    return material && { keyId, version, material };
  }

  return {
    createKey(description: string): string {
      const id = randomUUID();
      Database.transaction(database, () => {
        sql.addKey.run(id, description, Date.now());
        addVersion(id, 1);
      });
      return id;
    },

    key(id: string): Key | undefined {
      const row = sql.key.get(id);
      if (!row) return undefined;
      const { description, enabled, created_at } = row;
      return {
        id,
        description: String(description),
        enabled: enabled === 1,
        createdAtMs: Number(created_at),
      };
    },

    setEnabled(id: string, enabled: boolean): void {
      sql.setEnabled.run(enabled ? 1 : 0, id);
    },

    /** New ciphertext is made under the new version; older ones stay for what they sealed. */
    rotate(id: string): void {
      Database.transaction(database, () => addVersion(id, lastVersion(id) + 1));
    },

    keyVersion,

    currentVersion(id: string): Ciphertext.KeyVersion {
      const current = keyVersion(id, lastVersion(id));
      if (!current) throw new Error(`The key ${id} cannot be unsealed: its row in the database is damaged.`);
      return current;
    },

    /** False where the alias exists. */
    addAlias(name: string, keyId: string): boolean {
      return sql.addAlias.run(name, keyId, Date.now()).changes === 1;
    },

    aliases(): Alias[] {
      return sql.aliases.all().map((row) => ({
        name: String(row.name),
        keyId: String(row.key_id),
        createdAtMs: Number(row.created_at),
      }));
    },

    close(): void {
      database.close();
    },
  };
}
