export * as SecretFile from "./secret-file.ts";

import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The content of a file that only its owner may read; undefined where there is none.
 * Throws where others could read it: a secret that was readable is to be looked at by a person.
 */
export function read(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats) return undefined;
  // Windows reports no owner's mode.
  if (process.platform !== "win32" && (stats.mode & 0o077) !== 0) {
    const mode = (stats.mode & 0o777).toString(8).padStart(4, "0");
    throw new Error(
      `${file} holds a secret and has mode ${mode}: other users of this machine may read it. ` +
        `If nobody did, run: chmod 600 ${JSON.stringify(file)}`,
    );
  }
  return readFileSync(file, "utf8");
}

/** Writes a file that must not exist yet, mode 0600, on the disk before this returns. */
export function create(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const descriptor = openSync(file, "wx", 0o600);
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  syncFolder(dirname(file));
}

/** A new file's name is durable only when its folder is; Windows cannot open a folder and does not need it. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
