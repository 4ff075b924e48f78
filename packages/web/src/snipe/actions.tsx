import { useTranslations } from "use-intl";
import type { Snipe } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { removeSnipe } from "./remove.ts";
import { nameOf } from "./terminate.tsx";

type Props = { snipe: Snipe; onTerminate: () => void; onRemoved?: () => void };

/** What can still be done with a server. */
export function SnipeActions({ snipe, onTerminate, onRemoved }: Props) {
  const t = useTranslations("Snipes");
  const { state } = snipe.server;
  const ended = state === "terminated" || state === "cancelled";
  const name = nameOf(snipe);
  return (
    <div className="flex flex-wrap items-center gap-1">
      {!ended && state !== "terminating" && (
        <Button onClick={onTerminate} aria-label={t("terminateOf", { name })} className="text-bad">
          TERMINATE
        </Button>
      )}
      {state !== "terminating" && (
        <Button
          kind="quiet"
          aria-label={t("removeOf", { name })}
          title={ended ? t("removeEnded") : t("removeRuns")}
          onClick={() => {
            removeSnipe(snipe, {
              removed: ended ? t("removed", { name }) : t("removedRuns", { name }),
              undo: t("undo"),
              failed: t("removeFailed", { name }),
            });
            onRemoved?.();
          }}
        >
          REMOVE
        </Button>
      )}
    </div>
  );
}
