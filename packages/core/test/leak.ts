import { randomBytes } from "node:crypto";

/** A made-up secret with quotes, a backslash and an umlaut, so that every escaped form differs from the plain one. */
export function canary(): string {
  return `c"\\ä ${randomBytes(15).toString("hex")}`;
}

/** Every form in which a secret may turn up. */
export function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    bytes.toString("base64").replace(/=+$/, "").slice(0, -1),
    bytes.toString("base64url").slice(0, -1),
    bytes.toString("hex"),
    [...secret].reverse().join(""),
    secret.slice(-12),
  ];
}

/** The forms of these secrets that a text shows, plainly or within JSON. */
export function leaks(text: string, secrets: readonly string[]): string[] {
  return secrets
    .flatMap(encodings)
    .flatMap((form) => [form, JSON.stringify(form).slice(1, -1)])
    .filter((form) => text.includes(form));
}
