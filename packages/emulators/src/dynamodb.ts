export * as DynamoDb from "./dynamodb.ts";

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import type { HttpServer } from "./http-server.ts";

export interface Options {
  /** Omitted or 0: any free port. */
  readonly port?: number | undefined;
  /** Omitted: in memory. */
  readonly dataFile?: string | undefined;
  /** Told when the database ends without having been asked to. */
  readonly onExit?: ((code: number | null) => void) | undefined;
}

/**
 * The shell between us and dynoxide holds a pipe from us: when we die, by kill -9 even, the pipe closes and it ends
 * the database, so that the next start finds neither a taken port nor a locked file.
 */
const WATCHED = `
exec 3<&0
"$@" </dev/null & database=$!
(cat <&3 >/dev/null; kill "$database" 2>/dev/null) & watch=$!
wait "$database"; code=$?
kill "$watch" 2>/dev/null
exit "$code"`;

/**
 * DynamoDB for one machine: dynoxide, from its npm platform package or from PATH.
 * Throws with the choices that are left where neither is there.
 */
export async function start({ port = 0, dataFile, onExit }: Options = {}): Promise<HttpServer.Listening> {
  const chosen = await free(port);
  const file = dataFile ? ["--db-path", dataFile] : [];
  const args = ["-c", WATCHED, "dynoxide", binary(), "--port", String(chosen), ...file];
  // A group of its own: Ctrl-C is for us, and we end the database last.
  const child = spawn("sh", args, { stdio: ["pipe", "ignore", "pipe"], detached: true });
  await ready(child);
  let closing: Promise<void> | undefined;
  child.once("exit", (code) => {
    if (!closing) onExit?.(code);
  });
  async function end(): Promise<void> {
    if (child.exitCode !== null) return;
    const exited = once(child, "exit");
    child.stdin?.end();
    await exited;
  }
  return { url: `http://127.0.0.1:${chosen}`, close: () => (closing ??= end()) };
}

/** Resolves at dynoxide's own word; what it says later is read on, and dropped, so that it never blocks. */
async function ready(child: ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-2000);
    if (said.includes("listening")) resolve();
  });
  child.once("exit", () =>
    reject(new Error(`The embedded DynamoDB (dynoxide) ended before it was ready: ${said.trim()}`)),
  );
  await promise;
}

/** The port itself if it is free, else Node's EADDRINUSE: dynoxide would only say that it could not start. */
async function free(port: number): Promise<number> {
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  return typeof address === "object" && address ? address.port : port;
}

function binary(): string {
  const platform = `@dynoxide/${process.platform}-${process.arch}/package.json`;
  try {
    return join(createRequire(import.meta.url).resolve(platform), "..", "dynoxide");
  } catch {
    const found = (process.env.PATH ?? "")
      .split(delimiter)
      .map((folder) => join(folder, "dynoxide"))
      .find(existsSync);
    if (found) return found;
  }
  throw new Error(
    [
      `No embedded DynamoDB for ${process.platform}-${process.arch}. Choose one:`,
      "  - put the program `dynoxide` (github.com/nubo-db/dynoxide) on PATH, or",
      "  - set AWS_ENDPOINT_URL_DYNAMODB to any DynamoDB: DynamoDB Local, or AWS itself.",
    ].join("\n"),
  );
}
