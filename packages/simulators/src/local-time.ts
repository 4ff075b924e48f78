export * as LocalTime from "./local-time.ts";

/** How a provider writes the time of where it is. */
export interface Zone {
  /** "2026-10-02 12:22:00": local time without its zone. */
  time(ms: number): string;
  /** "2026-10-02" */
  date(ms: number): string;
  /** "2026-10-02T12:54:01+02:00" */
  iso(ms: number): string;
}

/** The writer of a zone such as "Europe/Berlin". */
export function of(timeZone: string): Zone {
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  const zone = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  const time = (ms: number) => local.format(ms);

  function iso(ms: number): string {
    const name = zone.formatToParts(ms).find((part) => part.type === "timeZoneName");
    return `${time(ms).replace(" ", "T")}${name?.value.slice(3)}`;
  }

  return { time, date: (ms) => time(ms).slice(0, 10), iso };
}
