import { once } from "node:events";
import { createServer } from "node:net";

/** Ports that the system gives to nobody by itself, above the last one that fetch refuses (10080). */
const [FIRST, LAST] = [11_000, 32_000];

/** The first of `count` neighbouring ports that nobody listens on. */
export async function freePorts(count: number): Promise<number> {
  for (;;) {
    const first = FIRST + Math.floor((Math.random() * (LAST - FIRST)) / count) * count;
    const ports = Array.from({ length: count }, (_, index) => first + index);
    const free = await Promise.all(ports.map(isFree));
    if (free.every(Boolean)) return first;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, "127.0.0.1");
  const listens = await once(probe, "listening").then(
    () => true,
    () => false,
  );
  if (listens) await once(probe.close(), "close");
  return listens;
}
