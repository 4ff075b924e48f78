export * as SecretText from "./secret-text.ts";

import { randomBytes as random } from "node:crypto";
import { crc32 } from "node:zlib";

const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LETTERS = 8;
const SECRET_LETTERS = 30;
const CHECKSUM_LETTERS = 6;
const PREFIX = "cco_live_";
const SHAPE = /^cco_live_([0-9A-Za-z]{8})_[0-9A-Za-z]{36}$/;

export type Made = { id: string; text: string };

/** A new key: `cco_live_<id>_<secret><checksum>`, so that scanners know one when they see it. The secret has 178 bits. */
export function make(randomBytes: (count: number) => Buffer = random): Made {
  const id = letters(ID_LETTERS, randomBytes);
  const body = `${PREFIX}${id}_${letters(SECRET_LETTERS, randomBytes)}`;
  return { id, text: body + checksum(body) };
}

/** The id in it; undefined for what was mistyped, or never was a key. Says nothing of whether it is good. */
export function idOf(text: string): string | undefined {
  const [, id] = SHAPE.exec(text) ?? [];
  return checksum(text.slice(0, -CHECKSUM_LETTERS)) === text.slice(-CHECKSUM_LETTERS) ? id : undefined;
}

export function looksLikeOne(text: string): boolean {
  return text.startsWith("cco_");
}

/** Every letter as likely as any other: bytes that would favour the first ones are drawn again. */
function letters(count: number, randomBytes: (count: number) => Buffer): string {
  let text = "";
  while (text.length < count) {
    for (const byte of randomBytes(count)) {
      if (byte < 4 * LETTERS.length && text.length < count) text += LETTERS[byte % LETTERS.length];
    }
  }
  return text;
}

function checksum(text: string): string {
  let rest = crc32(text);
  let sum = "";
  while (sum.length < CHECKSUM_LETTERS) {
    sum = LETTERS[rest % LETTERS.length] + sum;
    rest = Math.floor(rest / LETTERS.length);
  }
  return sum;
}
