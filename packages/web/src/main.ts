import { SignIn } from "./auth/sign-in.ts";
import { readConfig } from "./config.ts";
import { Theme } from "./ui/theme.ts";
import "./ui/theme.css";

/**
 * The first step, small on purpose: nobody sees a page before they are signed in, so the application is loaded once they
 * are. Most visits leave for the issuer here, and are back in a moment.
 */
async function boot(): Promise<void> {
  Theme.apply();
  // A chunk of an older build is gone after a deployment: the page is read anew, once.
  addEventListener("vite:preloadError", () => {
    if (sessionStorage.getItem("cloudco.reloaded")) return;
    sessionStorage.setItem("cloudco.reloaded", "1");
    location.reload();
  });
  const config = await readConfig();
  const session = await SignIn.resume(config);
  if (!session) return;
  const { start } = await import("./app.tsx");
  sessionStorage.removeItem("cloudco.reloaded");
  start(config, session);
}

boot().catch((error: unknown) => {
  import("./auth/failed.ts").then(({ showFailure }) => showFailure(error)).catch(() => undefined);
});
