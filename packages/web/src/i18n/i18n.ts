import type en from "./en.json";

export type Locale = "en" | "de";
const KEY = "cloudco.locale";

declare module "use-intl" {
  interface AppConfig {
    Messages: typeof en;
    Locale: Locale;
  }
}

export function locale(): Locale {
  const kept = localStorage.getItem(KEY) ?? navigator.language;
  return kept.startsWith("de") ? "de" : "en";
}

export function keepLocale(chosen: Locale): void {
  localStorage.setItem(KEY, chosen);
}

/** Each language is a chunk of its own. */
export async function load(wanted: Locale): Promise<typeof en> {
  return wanted === "de" ? (await import("./de.json")).default : (await import("./en.json")).default;
}
