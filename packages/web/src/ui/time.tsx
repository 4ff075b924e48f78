import { useFormatter } from "use-intl";
import { useNow } from "./now.ts";

const MINUTE = 60_000;

/** How long ago, or how soon; the exact time on hover, in local time and UTC. */
export function Ago({ at, className }: { at: string | number; className?: string | undefined }) {
  const format = useFormatter();
  const time = new Date(at);
  const near = Math.abs(Date.now() - time.getTime()) < 2 * MINUTE;
  const now = useNow(near ? 1 : 60);
  // The page's clock stands still between two steps: what just happened did not happen later.
  const base = new Date(Math.max(now, near && time.getTime() <= Date.now() ? time.getTime() : now));
  return (
    <time dateTime={time.toISOString()} title={exact(format, time)} className={className}>
      {format.relativeTime(time, base)}
    </time>
  );
}

export function Clock({ at, className }: { at: string | number; className?: string }) {
  const format = useFormatter();
  const time = new Date(at);
  return (
    <time dateTime={time.toISOString()} title={exact(format, time)} className={className}>
      {format.dateTime(time, { hour: "2-digit", minute: "2-digit", second: "2-digit" })}
    </time>
  );
}

/** Day and minute; the year as well where it is not this one. */
export function When({ at, className }: { at: string | number; className?: string }) {
  const format = useFormatter();
  const time = new Date(at);
  return (
    <time dateTime={time.toISOString()} title={exact(format, time)} className={className}>
      {format.dateTime(time, {
        ...(time.getFullYear() === new Date().getFullYear() ? {} : { year: "numeric" }),
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
      })}
    </time>
  );
}

function exact(format: ReturnType<typeof useFormatter>, time: Date): string {
  return `${format.dateTime(time, { dateStyle: "full", timeStyle: "long" })} · ${time.toISOString()}`;
}
