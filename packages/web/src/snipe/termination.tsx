import { useTranslations } from "use-intl";
import type { Snipe } from "../api/schema.d.ts";
import { When } from "../ui/time.tsx";

/** What came of the wish to end a server, with the provider's last answer. */
export function TerminationNote({ snipe: { termination, server } }: { snipe: Snipe }) {
  const t = useTranslations("Snipes");
  if (!termination) return null;
  const { endsAt, failure } = termination;
  return (
    <div className="text-xs">
      {server.state === "terminating" && (
        <p className="text-accent">{t.rich("askedAt", { time: () => <When at={termination.askedAt} /> })}</p>
      )}
      {endsAt && <p className="text-muted">{t.rich("endsAt", { time: () => <When at={endsAt} /> })}</p>}
      {failure && (
        <p className="text-bad" lang="en">
          {failure.message}
        </p>
      )}
    </div>
  );
}
