export * as Session from "./session.ts";

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Settings } from "./settings.ts";

/** What programs of the same user need to talk to the running stack. Lies with the keys, mode 0600: it holds a token. */
const Info = z.object({
  apiUrl: z.url(),
  token: z.string(),
  /** The command ports of the simulators; null when live. */
  controlUrls: z.record(z.string(), z.url()).nullable(),
});
export type Session = z.infer<typeof Info>;

const file = (settings: Settings.Settings) => join(settings.keys, "session.json");

export function write(settings: Settings.Settings, session: Session): void {
  writeFileSync(file(settings), JSON.stringify(session), { mode: 0o600 });
}

/** The session of the stack that runs with these settings; null where none answers. */
export async function find(settings: Settings.Settings): Promise<Session | null> {
  try {
    const session = Info.parse(JSON.parse(readFileSync(file(settings), "utf8")));
    const health = await fetch(`${session.apiUrl}/health`, { signal: AbortSignal.timeout(2000) });
    return health.ok ? session : null;
  } catch {
    return null;
  }
}
