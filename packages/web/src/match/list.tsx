import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import { matches, rules } from "../api/queries.ts";
import { SnipeTabs } from "../snipe/tabs.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Money } from "../ui/money.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Empty, Failed, Skeleton } from "../ui/states.tsx";
import { Ago } from "../ui/time.tsx";
import { MatchState } from "./state.tsx";

/** All that the rules found: alerts, and orders however they ended. */
export function Page() {
  const t = useTranslations("Match");
  const found = useQuery(matches);
  const names = new Map(useQuery(rules).data?.map(({ id, name }) => [id, name]));
  return (
    <Frame title={t("listTitle")}>
      <SnipeTabs />
      {found.error && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {!found.data ? (
        !found.error && <Skeleton rows={6} />
      ) : found.data.length === 0 ? (
        <Empty title={t("none")} action={<ButtonLink to="/rules/new">{t("makeRule")}</ButtonLink>}>
          {t("noneWhat")}
        </Empty>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line bg-surface">
          {found.data.map((match) => (
            <li key={match.id} className="border-b border-line last:border-b-0">
              <Link
                to="/matches/$matchId"
                params={{ matchId: match.id }}
                className="grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-3 py-1.5 hover:bg-sunken md:grid-cols-[11rem_minmax(0,1fr)_minmax(0,12rem)_7rem_8rem]"
              >
                <MatchState match={match} />
                <span className="col-span-2 row-start-2 truncate md:col-span-1 md:row-start-1">
                  {match.listing.cpu.name || match.listing.name}{" "}
                  <span className="text-muted">
                    {match.listing.memoryGib} GiB · {match.listing.location.code}
                  </span>
                </span>
                <span className="hidden truncate text-muted md:block">
                  {names.get(match.ruleId) ?? t("ruleGone")}
                </span>
                <Money minor={match.monthly} currency={match.listing.price.currency} className="text-end" />
                <Ago at={match.matchedAt} className="hidden text-end text-xs text-muted md:block" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Frame>
  );
}
