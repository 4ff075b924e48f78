import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as z from "zod";

const START = fileURLToPath(import.meta.resolve("@cloudco/local/start"));
const Session = z.object({
  apiUrl: z.string(),
  token: z.string(),
  controlUrls: z.object({ hetzner: z.string(), digitalocean: z.string() }),
});

export type StackProcess = {
  child: ChildProcess;
  session: z.infer<typeof Session>;
  /** Everything it printed so far. */
  printed(): string;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
  end(signal: NodeJS.Signals): Promise<number | null>;
};

/** The stack as a person starts it: `start.ts` in a process of its own. Resolves once it has greeted. */
export async function startStack(folder: string, port: number): Promise<StackProcess> {
  const environment = Object.entries(process.env).filter(([name]) => !/^AWS_|_URL$|^TABLE_NAME$/.test(name));
  const child = spawn(process.execPath, [START, "--folder", folder, "--port", String(port)], {
    // What is on offer is what the test puts there.
    env: { ...Object.fromEntries(environment), CLOUDCO_MARKET: "0" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit");
  let printed = "";
  const { promise: greeted, resolve, reject } = Promise.withResolvers<void>();
  const read = (chunk: Buffer) => {
    printed += chunk;
    if (printed.includes("Ctrl-C stops everything")) resolve();
  };
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  child.once("exit", () => reject(new Error(`The stack ended:\n${printed}`)));
  await greeted;
  const session = Session.parse(
    JSON.parse(readFileSync(join(folder, "simulated", "keys", "session.json"), "utf8")),
  );
  return {
    child,
    session,
    printed: () => printed,
    async call(method, path, body) {
      const response = await fetch(session.apiUrl + path, {
        method,
        headers: { authorization: `Bearer ${session.token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text || "null");
    },
    async end(signal) {
      child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}
