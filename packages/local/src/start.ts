import { once } from "node:events";
import { build } from "@cloudco/web/build";
import { program, type Run, run } from "./run.ts";
import type { Settings } from "./settings.ts";

/** Starts the stack, says how to use it, and runs until Ctrl-C. */
await program(async (settings) => {
  // Listened for from the very beginning: a stack that is still starting is stopped in order, too.
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await build();
  const running = await run({ ...settings, marketSpeed: marketSpeed(settings.live) });
  console.log(greeting(settings, running));
  await interrupted;
  console.log("\nStopping: finishing what has begun …");
  await running.stack.close();
  console.log("Stopped. The state is kept; start again any time.");
  process.exit(0);
});

/** Faster than the real one, so that something happens while one looks; `CLOUDCO_MARKET=0` leaves the shelves empty. */
function marketSpeed(live: boolean): number {
  const asked = Number(process.env.CLOUDCO_MARKET ?? 60);
  if (!(asked >= 0 && asked <= 600)) throw new Error("CLOUDCO_MARKET has to be a number between 0 and 600.");
  return live ? 0 : asked;
}

function greeting(settings: Settings.Settings, { session, stack }: Run): string {
  const { apiUrl, token } = session;
  return [
    settings.live
      ? "CloudCO is running LIVE: it talks to the real providers, and can spend money."
      : "CloudCO is running, with simulated providers.",
    "",
    "  Open this link to sign in; it is yours alone:",
    "",
    `  ${stack.issuer.signInUrl}`,
    "",
    `  API           ${apiUrl}  (description: ${stack.origin}/openapi.json)`,
    ...Object.entries(stack.controlUrls ?? {}).map(
      ([provider, url]) => `  ${provider.padEnd(12)}  simulator; command it at ${url}`,
    ),
    `  State         ${settings.folder}`,
    `  Keys          ${settings.keys}`,
    "",
    "A token for programs, valid for 12 hours:",
    "",
    `  export CLOUDCO_TOKEN=${token}`,
    "",
    ...(settings.live ? [] : ["To see a server sniped here, in another terminal: npx -y pnpm@12 demo", ""]),
    "Ctrl-C stops everything.",
  ].join("\n");
}
