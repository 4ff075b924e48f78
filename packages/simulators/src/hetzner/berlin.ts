export * as Berlin from "./berlin.ts";

const timeZone = "Europe/Berlin";
const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
const zone = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });

/** "2026-10-02 12:22:00": local time without its zone, as Robot writes most of its times. */
export function time(ms: number): string {
  return local.format(ms);
}

/** "2026-10-02" */
export function date(ms: number): string {
  return time(ms).slice(0, 10);
}

/** "2026-10-02T12:54:01+02:00" */
export function iso(ms: number): string {
  const offset = zone
    .formatToParts(ms)
    .find((part) => part.type === "timeZoneName")
    ?.value.slice(3);
  return `${time(ms).replace(" ", "T")}${offset}`;
}
