import { Session } from "./session.ts";
import { Settings } from "./settings.ts";
import { Stack } from "./stack.ts";

const TOKEN_SECONDS = 12 * 3600;

export type Run = { session: Session.Session; stack: Stack.Running };

/** Starts the stack and leaves its session for other programs of the same user. */
export async function run(settings: Settings.Settings): Promise<Run> {
  const stack = await Stack.start(settings, () => {
    console.error(
      "The embedded DynamoDB ended unexpectedly. Start again: nothing that was acknowledged is lost.",
    );
    process.exit(1);
  });
  const token = await stack.issuer.issueToken({ subject: Stack.OWNER, lifetimeSeconds: TOKEN_SECONDS });
  const session = { apiUrl: stack.apiUrl, token, controlUrls: stack.controlUrls };
  Session.write(settings, session);
  return { session, stack };
}

/** Runs a program's main function; whatever goes wrong is told in words, and ends it with code 1. */
export async function program(main: (settings: Settings.Settings) => Promise<void>): Promise<void> {
  try {
    await main(Settings.read(process.argv.slice(2), process.env));
  } catch (error) {
    console.error(explain(error));
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE" && "port" in error) {
    return [
      `Port ${error.port} is taken: another program uses it, or CloudCO runs already.`,
      "Stop that, or choose other ports: npx -y pnpm@12 start --port 9700 (or CLOUDCO_PORT=9700).",
    ].join("\n");
  }
  return error instanceof Error ? error.message : String(error);
}
