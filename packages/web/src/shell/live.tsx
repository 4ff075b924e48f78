import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import type { usePulse } from "../api/pulse.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { useNow } from "../ui/now.ts";
import { Status } from "../ui/status.tsx";
import { Clock } from "../ui/time.tsx";

const LATE_MS = 45_000;

/** As of when the page is, amber when that is long ago; and a way to look now. */
export function Live({ pulse }: { pulse: ReturnType<typeof usePulse> }) {
  const t = useTranslations("Shell");
  const client = useQueryClient();
  const now = useNow(5);
  const late = pulse.isError || (pulse.dataUpdatedAt > 0 && now - pulse.dataUpdatedAt > LATE_MS);
  return (
    <div className="flex min-w-0 items-center gap-1 text-xs">
      {pulse.dataUpdatedAt > 0 ? (
        <Status tone={late ? "warn" : "good"} className="min-w-0">
          <span className="truncate">
            {late ? t("late") : t("live")}{" "}
            <Clock at={pulse.dataUpdatedAt} className="font-normal text-muted" />
          </span>
        </Status>
      ) : (
        <Status tone={pulse.isError ? "bad" : "busy"}>
          {pulse.isError ? t("offline") : t("connecting")}
        </Status>
      )}
      <IconButton label={t("refresh")} onClick={() => void client.invalidateQueries()}>
        <Icon name="refresh" className={pulse.isFetching ? "animate-spin" : ""} />
      </IconButton>
    </div>
  );
}
