import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { catalogue, connections, providers } from "../api/queries.ts";
import type { Catalogue } from "../api/schema.d.ts";
import { hubRoute } from "../routes.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Empty, Failed, Skeleton } from "../ui/states.tsx";
import { Chips } from "./chips.tsx";
import { Drawer } from "./drawer.tsx";
import { Facets } from "./facets.tsx";
import { ProviderHead } from "./head.tsx";
import { Rows } from "./rows.ts";
import type { Search } from "./search.ts";
import { Table } from "./table.tsx";
import { toDraft } from "./to-draft.ts";
import { useRows } from "./use-rows.ts";

const NOTHING: Catalogue[] = [];

/** Everything on offer. What is shown stands in the address. */
export function Page() {
  const t = useTranslations("Hub");
  const format = useFormatter();
  const search = hubRoute.useSearch();
  const navigate = useNavigate({ from: "/hub" });
  const change = useCallback(
    (changed: Search.Search) => {
      navigate({
        search: (before) =>
          Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value)),
        replace: !("offer" in changed),
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );

  const known = useQuery(providers);
  const saved = useQuery(connections);
  const chosen = known.data?.filter(({ id }) => !search.provider || id === search.provider) ?? [];
  const read = useQueries({
    queries: chosen.map(({ id }) => catalogue(id)),
    combine: (results) => ({
      catalogues: results.every(({ data }) => !data) ? NOTHING : results.flatMap(({ data }) => data ?? []),
      pending: results.some(({ isPending }) => isPending),
      error: results.find(({ error }) => error)?.error ?? null,
      retry: () => Promise.all(results.map(({ refetch }) => refetch())),
      key: results.map(({ dataUpdatedAt }) => dataUpdatedAt).join(),
    }),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says when the list holds something else
  const catalogues = useMemo(() => read.catalogues, [read.key]);
  const live = useRows(catalogues);
  const asked = useDeferredValue(search);
  const found = useMemo(() => Rows.find(live.rows, asked), [live.rows, asked]);
  const open = search.offer ? live.rows.find(({ key }) => key === search.offer) : undefined;
  const names = new Map(known.data?.map(({ id, name }) => [id as string, name]));
  const failed = known.error ?? read.error;
  const isEmpty = !read.pending && live.rows.length === 0;

  return (
    <Frame
      title="Sniper Hub"
      actions={
        <ButtonLink to="/rules/new" search={toDraft(search, known.data)} kind="primary">
          {t("makeRule")}
        </ButtonLink>
      }
    >
      {known.data && (
        <ProviderHead
          providers={known.data}
          connections={saved.data}
          catalogues={catalogues}
          chosen={search.provider}
          onChoose={(provider) => change({ provider: provider ?? "" })}
        />
      )}
      {failed && (
        <>
          <Failed error={failed} onRetry={() => void Promise.all([known.refetch(), read.retry()])} />
          {live.rows.length > 0 && <Banner tone="warn">{t("stale")}</Banner>}
        </>
      )}
      {live.rows.length > 0 ? (
        <>
          <Facets facets={found.facets} search={search} onChange={change} />
          <div className="flex flex-wrap items-center gap-2">
            <output aria-live="polite" className="text-sm">
              {t.rich("count", {
                shown: found.rows.length,
                all: format.number(live.rows.length),
                b: (chunks) => <strong>{chunks}</strong>,
              })}
            </output>
            <Chips search={search} onChange={change} />
          </div>
          <Table rows={found.rows} live={live} search={search} onChange={change} names={names} />
          {found.rows.length === 0 && (
            <Empty
              title={t("noneFit")}
              action={
                <Button
                  onClick={() =>
                    change({ q: "", category: "", kind: "", country: "", cores: "", memory: "", disk: "", place: "", price: "" })
                  }
                >
                  {t("clear")}
                </Button>
              }
            >
              {t("noneFitWhat")}
            </Empty>
          )}
        </>
      ) : isEmpty && !failed ? (
        <Nothing catalogues={catalogues} names={names} />
      ) : failed ? null : (
        <Skeleton rows={12} />
      )}
      {open && (
        <Drawer
          row={open}
          goneAt={live.gone.get(open.key)}
          provider={names.get(open.provider) ?? open.provider}
          onChange={change}
          onClose={() => change({ offer: "" })}
        />
      )}
    </Frame>
  );
}

/** Not read is not the same as sold out. */
function Nothing({ catalogues, names }: { catalogues: Catalogue[]; names: Map<string, string> }) {
  const t = useTranslations("Hub");
  const unread = catalogues.filter(({ watched }) => !watched);
  return unread.length > 0 ? (
    <Empty
      title={t("notRead")}
      action={
        <ButtonLink to="/settings/providers" kind="primary">
          {t("connect")}
        </ButtonLink>
      }
    >
      {t("notReadWhat", { providers: unread.map(({ provider }) => names.get(provider) ?? provider).join(", ") })}
    </Empty>
  ) : (
    <Empty title={t("none")}>{t("noneWhat")}</Empty>
  );
}
