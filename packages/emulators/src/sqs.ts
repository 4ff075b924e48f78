export * as Sqs from "./sqs.ts";

import { once } from "node:events";
import { createServer } from "node:net";
import { startFauxqs } from "fauxqs";
import type { HttpServer } from "./http-server.ts";
import { Protocol } from "./protocol.ts";

export interface Options {
  /** Omitted or 0: any free port. */
  readonly port?: number | undefined;
  /** Omitted: in memory. */
  readonly dataDir?: string | undefined;
}

/** SQS for one machine, in this process. Rejects with Node's own error where the port is taken. */
export async function start({ port = 0, dataDir }: Options = {}): Promise<HttpServer.Listening> {
  const probe = createServer().listen(port, "127.0.0.1");
  await once(probe, "listening");
  probe.close();
  await once(probe, "close");
  const server = await startFauxqs({
    port,
    host: "127.0.0.1",
    logger: false,
    defaultRegion: Protocol.REGION,
    ...(dataDir ? { dataDir } : {}),
  });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.stop() };
}
