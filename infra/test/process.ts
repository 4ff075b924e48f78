import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

type Reply = { ready?: true; importMs?: number; id?: number; result?: unknown; error?: string };

export type Running = {
  /** Processor time that loading took. */
  readonly importMs: number;
  /** Everything that the function wrote to its log. */
  readonly log: () => string;
  /** @param aheadMs how far the function's clock runs ahead. Rejects where the function fails. */
  invoke(event: unknown, aheadMs?: number): Promise<unknown>;
  close(): void;
};

/** Starts a bundle in a process that has nothing in its environment but what is given. */
export async function start(entry: string, environment: Record<string, string>): Promise<Running> {
  const child = fork(join(import.meta.dirname, "runner.ts"), [entry], { env: environment, silent: true });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      log += chunk;
    });
  }
  const waiting = new Map<number, (reply: Reply) => void>();
  const [ready]: [Reply] | [] = (await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => []),
  ])) as [Reply] | [];
  if (!ready?.ready) throw new Error(`The bundle ${entry} did not load: ${log}`);
  child.on("message", (reply: Reply) => waiting.get(reply.id ?? -1)?.(reply));
  let last = 0;
  return {
    importMs: ready.importMs ?? Number.NaN,
    log: () => log,
    invoke(event, aheadMs = 0) {
      const id = ++last;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.set(id, ({ result, error }) => (error ? reject(new Error(error)) : resolve(result)));
      child.send({ id, event, aheadMs });
      return promise;
    },
    close: () => child.kill("SIGKILL"),
  };
}
