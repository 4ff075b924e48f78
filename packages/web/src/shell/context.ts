import { createContext, use } from "react";
import type { Session } from "../auth/sign-in.ts";
import type { Config } from "../config.ts";
import type { Locale } from "../i18n/i18n.ts";

type App = { config: Config; session: Session; speak: (locale: Locale) => Promise<void> };

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = use(AppContext);
  if (!app) throw new Error("Drawn outside of the application.");
  return app;
}
