import { once } from "node:events";
import { program, type Run, run } from "./run.ts";
import type { Settings } from "./settings.ts";

/** Starts the stack, says how to use it, and runs until Ctrl-C. */
await program(async (settings) => {
  // Listened for from the very beginning: a stack that is still starting is stopped in order, too.
  const interrupted = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  const running = await run(settings);
  console.log(greeting(settings, running));
  await interrupted;
  console.log("\nStopping: finishing what has begun …");
  await running.stack.close();
  console.log("Stopped. The state is kept; start again any time.");
  process.exit(0);
});

function greeting(settings: Settings.Settings, { session, stack }: Run): string {
  const { apiUrl, token } = session;
  const { origin } = stack;
  const simulated = [
    "  npx -y pnpm@12 demo      in another terminal: see a server sniped",
    `  curl -H "authorization: Bearer $CLOUDCO_TOKEN" ${apiUrl}/offers`,
  ];
  const live = [
    `  curl -H "authorization: Bearer $CLOUDCO_TOKEN" ${apiUrl}/providers`,
    "  then PUT your Robot webservice login to /connections/hetzner and POST a rule to /rules.",
  ];
  return [
    settings.live
      ? "CloudCO is running LIVE: it talks to the real providers, and can spend money."
      : "CloudCO is running, with simulated providers.",
    "",
    `  Dashboard     ${origin}`,
    `  API           ${apiUrl}  (description: ${origin}/openapi.json)`,
    `  Sign in       ${stack.issuer.signInUrl}`,
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
    "What next:",
    ...(settings.live ? live : simulated),
    "",
    "Ctrl-C stops everything.",
  ].join("\n");
}
