import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import { match as matchQuery, providers, rules } from "../api/queries.ts";
import { Facts, listingFacts } from "../hub/facts.tsx";
import { useSizes } from "../hub/text.ts";
import { Money } from "../ui/money.tsx";
import { Card, Page as Frame } from "../ui/page.tsx";
import { Failed, Skeleton } from "../ui/states.tsx";
import { When } from "../ui/time.tsx";
import { MatchOutcome } from "./outcome.tsx";
import { MatchState } from "./state.tsx";
import { Timeline } from "./timeline.tsx";

export function Page() {
  const t = useTranslations("Match");
  const h = useTranslations("Hub");
  const { matchId } = useParams({ from: "/matches/$matchId" });
  const found = useQuery(matchQuery(matchId));
  const names = new Map(useQuery(providers).data?.map(({ id, name }) => [id, name]));
  const rule = useQuery(rules).data?.find(({ id }) => id === found.data?.ruleId);
  const { disks } = useSizes();
  const match = found.data;
  if (!match) {
    return (
      <Frame title={t("title")}>
        {found.error ? (
          <Failed error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Skeleton rows={6} />
        )}
      </Frame>
    );
  }
  const provider = names.get(match.provider) ?? match.provider;
  return (
    <Frame title={match.listing.cpu.name || match.listing.name} actions={<MatchState match={match} />}>
      <MatchOutcome match={match} provider={provider} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Card>
          <h2 className="mb-3 text-base font-semibold">{t("timeline")}</h2>
          <Timeline match={match} />
        </Card>
        <Card>
          <h2 className="mb-3 text-base font-semibold">{t("offer")}</h2>
          <Facts
            facts={[
              [
                t("price"),
                <Money key="price" minor={match.monthly} currency={match.listing.price.currency} />,
              ],
              [t("matchedAt"), <When key="at" at={match.matchedAt} />],
              [
                t("rule"),
                rule ? (
                  <Link
                    key="rule"
                    to="/rules/$ruleId"
                    params={{ ruleId: rule.id }}
                    className="underline underline-offset-2"
                  >
                    {rule.name}
                  </Link>
                ) : (
                  t("ruleGone")
                ),
              ],
              [h("provider"), provider],
              ...listingFacts(match.listing, h, disks),
              ...(match.reference
                ? [
                    [
                      t("reference"),
                      <code key="ref" className="break-all">
                        {match.reference}
                      </code>,
                    ] as [string, React.ReactNode],
                  ]
                : []),
            ]}
          />
        </Card>
      </div>
    </Frame>
  );
}
