export * as Key from "./key.ts";

import { createHash } from "node:crypto";
import { Reply } from "../reply.ts";
import { Berlin } from "./berlin.ts";
import type { Robot } from "./robot.ts";
import { RobotReply } from "./robot-reply.ts";
import type { State } from "./state.ts";

/** An SSH key of an account; orders name it by its MD5 fingerprint. */
export interface Info {
  readonly user: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly type: string;
  readonly size: number;
  readonly data: string;
  readonly created_at: string;
}

/** GET /key */
export function list({ state, account }: Robot.Call): Reply.Info {
  const mine = state.keys.values().filter((key) => key.user === account.user);
  return RobotReply.list(mine.map(wrapped), RobotReply.notFound("No keys found"));
}

/** POST /key with `name` and `data`, an OpenSSH public key. */
export function create({ state, account, form }: Robot.Call): Reply.Info {
  const name = form.get("name") ?? "";
  const data = form.get("data")?.trim() ?? "";
  const missing = [name === "" ? "name" : "", data === "" ? "data" : ""].filter(Boolean);
  const parsed = parse(data);
  if (missing.length > 0) return RobotReply.invalidInput(missing, []);
  if (parsed === null) return RobotReply.invalidInput([], ["data"]);
  if (find(state, account.user, parsed.fingerprint) !== undefined) {
    return RobotReply.failure(409, "KEY_ALREADY_EXISTS", "key already exists");
  }
  const key = { user: account.user, name, ...parsed, data, created_at: Berlin.time(state.now()) };
  state.keys.put(`${key.fingerprint} ${key.user}`, key);
  return Reply.json(201, wrapped(key));
}

export function find(state: State.Info, user: string, fingerprint: string): Info | undefined {
  return state.keys.get(`${fingerprint} ${user}`);
}

/** MD5 with colons, as Robot writes fingerprints. */
export function fingerprint(data: string | Buffer): string {
  return createHash("md5").update(data).digest("hex").match(/../g)?.join(":") ?? "";
}

function wrapped({ user: _, ...key }: Info): object {
  return { key };
}

/** Reads an OpenSSH public key: "ssh-ed25519 AAAA… comment". Null for anything else. */
function parse(data: string): { fingerprint: string; type: string; size: number } | null {
  const [algorithm = "", encoded = ""] = data.split(/\s+/);
  const blob = Buffer.from(encoded, "base64");
  const [name, , modulus] = fields(blob);
  if (name?.toString() !== algorithm || algorithm === "") return null;
  const print = fingerprint(blob);
  if (algorithm === "ssh-ed25519") return { fingerprint: print, type: "ED25519", size: 256 };
  if (algorithm === "ssh-rsa" && modulus) return { fingerprint: print, type: "RSA", size: bits(modulus) };
  const curve = /^ecdsa-sha2-nistp(\d+)$/.exec(algorithm)?.[1];
  return curve === undefined ? null : { fingerprint: print, type: "ECDSA", size: Number(curve) };
}

/** The fields of a key blob: each a length of four bytes and so many bytes. */
function fields(blob: Buffer): Buffer[] {
  if (blob.length < 4) return [];
  const end = 4 + blob.readUInt32BE(0);
  return [blob.subarray(4, end), ...fields(blob.subarray(end))];
}

function bits(modulus: Buffer): number {
  return (modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8;
}
