import { useTranslations } from "use-intl";
import { useNow } from "../ui/now.ts";
import { Clock } from "../ui/time.tsx";

/** A check that is under way, or waits for its turn at the provider. */
export function Waiting({ until }: { until: string | null }) {
  const t = useTranslations("Providers");
  const now = useNow();
  const seconds = until ? Math.ceil((Date.parse(until) - now) / 1000) : 0;
  return (
    <p role="status" className="text-sm text-muted">
      {until && seconds > 0
        ? t.rich("waiting", { seconds, time: () => <Clock at={until} /> })
        : t("verifying")}
    </p>
  );
}
