import { pathToFileURL } from "node:url";

/** Runs one bundle as Lambda does: in a process of its own, told of its environment alone, one event after another. */
type Message = { id: number; event: unknown; aheadMs: number };

let aheadMs = 0;
const realNow = Date.now;
Date.now = () => realNow() + aheadMs;

const [, , path = ""] = process.argv;
const before = process.cpuUsage();
const { handler } = await import(pathToFileURL(path).href);
const { user, system } = process.cpuUsage(before);
process.send?.({ ready: true, importMs: (user + system) / 1000 });

process.on("message", async ({ id, event, aheadMs: ahead }: Message) => {
  aheadMs = ahead;
  try {
    process.send?.({ id, result: (await handler(event, {})) ?? null });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
});
