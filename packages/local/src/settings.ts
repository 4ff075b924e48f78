export * as Settings from "./settings.ts";

import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ProviderId } from "@cloudco/core/provider/id";
import * as z from "zod";

/** Every listener has a port of its own, counted from the first, so that one number moves them all. */
const OFFSETS = {
  api: 0,
  issuer: 1,
  dynamodb: 2,
  sqs: 3,
  kms: 4,
  scheduler: 5,
};
/** The simulators come after them, each with the port of its API and, next to it, the one that it is commanded by. */
const FIRST_SIMULATOR = 10;
type Ports = Record<keyof typeof OFFSETS, number> & {
  readonly simulators: Readonly<Record<ProviderId, { port: number; controlPort: number }>>;
};

export type Settings = {
  /** Real providers instead of the simulators. */
  readonly live: boolean;
  /** Minutes of a simulated market that go by in one of ours; 0 where nothing is on offer but what somebody puts there. */
  readonly marketSpeed: number;
  readonly ports: Ports;
  /** Everything that has to survive, but for the keys. */
  readonly folder: string;
  /** The keys, apart from the data, so that a backup of one is worthless without the other. */
  readonly keys: string;
  /** The dashboard as it was built, which may be later. */
  readonly pages: string;
  /** Pages elsewhere that may call the API from a browser, as the dashboard's development server does. */
  readonly origins: readonly string[];
};

const FIRST_PORT = 8700;
const PAGES = fileURLToPath(new URL("../../web/dist", import.meta.url));
const Port = z.coerce.number().int().min(1024).max(65_000);

/** What the command line and the environment say. Throws an Error for people where they say something impossible. */
export function read(argv: readonly string[], env: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      live: { type: "boolean", default: false },
      port: { type: "string" },
      folder: { type: "string" },
    },
  });
  const port = Port.safeParse(values.port ?? env.CLOUDCO_PORT ?? FIRST_PORT);
  if (!port.success) throw new Error("--port (or CLOUDCO_PORT) has to be a number between 1024 and 65000.");
  const folder = resolve(values.folder ?? env.CLOUDCO_FOLDER ?? ".cloudco");
  const name = values.live ? "live" : "simulated";
  return {
    live: values.live,
    marketSpeed: 0,
    ports: portsFrom(port.data),
    folder: join(folder, name, "data"),
    keys: join(folder, name, "keys"),
    pages: PAGES,
    origins: env.CLOUDCO_DASHBOARD_ORIGIN ? [env.CLOUDCO_DASHBOARD_ORIGIN] : [],
  };
}

function portsFrom(first: number): Ports {
  const own = Object.entries(OFFSETS).map(([name, offset]) => [name, first + offset]);
  const simulators = ProviderId.options.map((provider, place) => {
    const port = first + FIRST_SIMULATOR + 2 * place;
    return [provider, { port, controlPort: port + 1 }];
  });
  return { ...Object.fromEntries(own), simulators: Object.fromEntries(simulators) };
}
