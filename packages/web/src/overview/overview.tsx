import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useFormatter, useTranslations } from "use-intl";
import { connections, matches, providers, rules, snipes } from "../api/queries.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Card, Page as Frame } from "../ui/page.tsx";
import { Failed, Skeleton } from "../ui/states.tsx";
import { Checklist } from "./checklist.tsx";
import { Events } from "./events.tsx";
import { Health } from "./health.tsx";
import { median, reactions } from "./reactions.ts";

const DAY_MS = 86_400_000;

export function Page() {
  const t = useTranslations("Overview");
  const format = useFormatter();
  const saved = useQuery(connections);
  const made = useQuery(rules);
  const found = useQuery(matches);
  const bought = useInfiniteQuery(snipes);
  const known = useQuery(providers);
  const all = [saved, made, found, bought, known];
  const error = all.find((query) => query.error && !query.data)?.error;
  if (error) {
    return (
      <Frame title={t("title")}>
        <Failed error={error} onRetry={() => void Promise.all(all.map(({ refetch }) => refetch()))} />
      </Frame>
    );
  }
  if (!saved.data || !made.data || !found.data || !bought.data || !known.data) {
    return (
      <Frame title={t("title")}>
        <Skeleton rows={8} />
      </Frame>
    );
  }
  const servers = bought.data.pages.flatMap(({ items }) => items);
  const active = made.data.filter(({ status }) => status === "active").length;
  const today = found.data.filter(({ matchedAt }) => Date.parse(matchedAt) > Date.now() - DAY_MS).length;
  const typical = median(reactions(found.data));
  const isNew = saved.data.length === 0 || made.data.length === 0;
  const ms = (value: number) =>
    value < 10_000 ? `${format.number(value)} ms` : `${format.number(Math.round(value / 1000))} s`;
  const figures = [
    { name: t("active"), value: format.number(active), to: "/rules" },
    { name: t("today"), value: format.number(today), to: "/matches" },
    {
      name: t("servers"),
      value: `${format.number(servers.length)}${bought.hasNextPage ? "+" : ""}`,
      to: "/snipes",
    },
    { name: t("reaction"), value: typical === null ? "–" : ms(typical), to: "/matches" },
  ] as const;
  return (
    <Frame
      title={t("title")}
      actions={
        <ButtonLink to="/hub" kind="plain">
          {t("openHub")}
        </ButtonLink>
      }
    >
      {isNew && <Checklist connections={saved.data} rules={made.data} matches={found.data} />}
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line lg:grid-cols-4">
        {figures.map(({ name, value, to }) => (
          <div key={name} className="flex flex-col bg-surface p-3">
            <dt className="order-2 text-xs text-muted">{name}</dt>
            <dd className="text-xl font-semibold tabular-nums">
              <Link to={to} className="hover:underline">
                {value}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Card>
          <h2 className="mb-2 text-base font-semibold">{t("events")}</h2>
          <Events matches={found.data} rules={made.data} />
        </Card>
        <Card>
          <h2 className="mb-2 text-base font-semibold">{t("health")}</h2>
          <Health providers={known.data} connections={saved.data} />
        </Card>
      </div>
    </Frame>
  );
}
