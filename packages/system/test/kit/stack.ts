import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "@cloudco/emulators/test/ports";
import { Settings } from "@cloudco/local/settings";
import { Stack } from "@cloudco/local/stack";

/** The whole system in this process, with empty shelves, and its owner's token. */
export async function openStack(): Promise<Stack.Running & { token: string }> {
  const folder = mkdtempSync(join(tmpdir(), "cloudco-stack-"));
  const settings = Settings.read(["--port", String(await freePorts(30)), "--folder", folder], {});
  const stack = await Stack.start(settings, () => undefined);
  const token = await stack.issuer.issueToken({ subject: Stack.OWNER, lifetimeSeconds: 600 });
  return {
    ...stack,
    token,
    async close() {
      await stack.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
