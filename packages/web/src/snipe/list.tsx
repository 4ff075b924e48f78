import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { matches, providers, rules, snipes } from "../api/queries.ts";
import type { Snipe } from "../api/schema.d.ts";
import { MatchState } from "../match/state.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Empty, Failed, Skeleton } from "../ui/states.tsx";
import { Ago } from "../ui/time.tsx";
import { useRemoved } from "./remove.ts";
import { SnipeRow } from "./row.tsx";
import { SnipeTabs } from "./tabs.tsx";
import { Terminate } from "./terminate.tsx";

const UNDER_WAY = ["matched", "reserved", "sending", "unknown", "needs_human"];

export function Page() {
  const t = useTranslations("Snipes");
  const list = useInfiniteQuery(snipes);
  const orders = useQuery(matches).data?.filter(({ state }) => UNDER_WAY.includes(state)) ?? [];
  const names = new Map(useQuery(providers).data?.map(({ id, name }) => [id, name]));
  const ruleNames = new Map(useQuery(rules).data?.map(({ id, name }) => [id, name]));
  const removed = useRemoved();
  const [ending, setEnding] = useState<Snipe | null>(null);
  const all = list.data?.pages.flatMap(({ items }) => items).filter(({ id }) => !removed.has(id));
  return (
    <Frame title={t("title")}>
      <SnipeTabs />
      {orders.length > 0 && (
        <section aria-labelledby="orders" className="flex flex-col gap-2">
          <h2 id="orders" className="text-base font-semibold">
            {t("underWay", { count: orders.length })}
          </h2>
          <ul className="rounded-lg border border-line bg-surface">
            {orders.map((match) => (
              <li key={match.id} className="border-b border-line last:border-b-0">
                <Link
                  to="/matches/$matchId"
                  params={{ matchId: match.id }}
                  className="flex min-h-9 flex-wrap items-center gap-x-4 px-3 py-1.5 hover:bg-sunken"
                >
                  <MatchState match={match} />
                  <span className="min-w-0 truncate">{match.listing.cpu.name || match.listing.name}</span>
                  <Ago at={match.matchedAt} className="ms-auto text-xs text-muted" />
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {list.error && (
        <>
          <Failed error={list.error} onRetry={() => void list.refetch()} />
          {all && <Banner tone="warn">{t("stale")}</Banner>}
        </>
      )}
      {!all ? (
        !list.error && <Skeleton rows={5} />
      ) : all.length === 0 ? (
        <Empty title={t("none")} action={<ButtonLink to="/rules/new">{t("makeRule")}</ButtonLink>}>
          {t("noneWhat")}
        </Empty>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line bg-surface">
          {all.map((snipe) => (
            <SnipeRow
              key={snipe.id}
              snipe={snipe}
              provider={names.get(snipe.provider) ?? snipe.provider}
              rule={ruleNames.get(snipe.ruleId)}
              onTerminate={() => setEnding(snipe)}
            />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button
          onClick={() => void list.fetchNextPage()}
          pending={list.isFetchingNextPage}
          className="self-start"
        >
          {t("more")}
        </Button>
      )}
      {ending && (
        <Terminate
          snipe={ending}
          provider={names.get(ending.provider) ?? ending.provider}
          onClose={() => setEnding(null)}
        />
      )}
    </Frame>
  );
}
