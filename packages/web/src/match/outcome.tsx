import { useTranslations } from "use-intl";
import type { Match } from "../api/schema.d.ts";
import { Banner } from "../ui/states.tsx";

/** What became of an order, where there is more to say than its state. */
export function MatchOutcome({ match, provider }: { match: Match; provider: string }) {
  const t = useTranslations("Match");
  if (match.state === "unknown")
    return (
      <Banner tone="warn" role="status">
        {t("unknownWhat", { provider })}
      </Banner>
    );
  if (match.state === "needs_human") {
    return (
      <Banner tone="bad" role="alert">
        <p className="font-semibold">{t("humanTitle")}</p>
        <p>{t("humanWhat", { provider })}</p>
        {match.failure && <p lang="en">{match.failure.message}</p>}
      </Banner>
    );
  }
  if (match.state === "reconciled_placed") return <Banner tone="good">{t("found", { provider })}</Banner>;
  if (!match.failure) return null;
  return (
    <Banner tone="warn">
      <p className="font-semibold">{t(`cause.${match.failure.cause}`)}</p>
      <p lang="en">{match.failure.message}</p>
    </Banner>
  );
}
