import { useQueries, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useDeferredValue, useMemo } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { catalogue, connections, providers } from "../api/queries.ts";
import type { Catalogue, Provider } from "../api/schema.d.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Empty, Failed, Skeleton } from "../ui/states.tsx";
import { Chips } from "./chips.tsx";
import { Drawer } from "./drawer.tsx";
import { Facets } from "./facets.tsx";
import { ProviderHead } from "./head.tsx";
import { Rows } from "./rows.ts";
import { Search } from "./search.ts";
import { Table } from "./table.tsx";
import { toDraft } from "./to-draft.ts";
import { type Live, useRows } from "./use-rows.ts";

const route = getRouteApi("/hub");

/** Everything on offer. What is shown stands in the address. */
export function Page() {
  const t = useTranslations("Hub");
  const search = route.useSearch();
  const navigate = useNavigate({ from: "/hub" });
  const change = useCallback(
    (changed: Search.Search) => {
      navigate({
        search: (before: Search.Search) =>
          Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value)),
        replace: !("offer" in changed),
        resetScroll: false,
      }).catch(() => undefined);
    },
    [navigate],
  );
  const known = useQuery(providers);
  const saved = useQuery(connections);
  const stock = useStock(known.data?.filter(({ id }) => !search.provider || id === search.provider) ?? []);
  const live = useRows(stock.catalogues);
  const names = new Map(known.data?.map(({ id, name }) => [id as string, name]));
  const failed = known.error ?? stock.error;
  const hasRows = live.rows.length > 0;
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
          catalogues={stock.catalogues}
          chosen={search.provider}
          onChoose={(provider) => change({ provider: provider ?? "" })}
        />
      )}
      {failed && <Failed error={failed} onRetry={() => void Promise.all([known.refetch(), stock.retry()])} />}
      {failed && hasRows && <Banner tone="warn">{t("stale")}</Banner>}
      {hasRows && <Offers live={live} search={search} onChange={change} names={names} />}
      {!hasRows &&
        !failed &&
        (stock.pending ? <Skeleton rows={12} /> : <Nothing catalogues={stock.catalogues} names={names} />)}
    </Frame>
  );
}

/** The catalogues of these providers, as far as they are read. */
function useStock(chosen: readonly Provider[]) {
  const read = useQueries({
    queries: chosen.map(({ id }) => catalogue(id)),
    combine: (results) => ({
      catalogues: results.flatMap(({ data }) => data ?? []),
      pending: results.length === 0 || results.some(({ isPending }) => isPending),
      error: results.find(({ error }) => error)?.error ?? null,
      retry: () => Promise.all(results.map(({ refetch }) => refetch())),
      key: results.map(({ dataUpdatedAt }) => dataUpdatedAt).join(),
    }),
  });
  // The key says when the list holds something else.
  const catalogues = useMemo(() => read.catalogues, [read.key]);
  return { ...read, catalogues };
}

type OffersProps = {
  live: Live;
  search: Search.Search;
  onChange: (changed: Search.Search) => void;
  names: ReadonlyMap<string, string>;
};

function Offers({ live, search, onChange, names }: OffersProps) {
  const t = useTranslations("Hub");
  const format = useFormatter();
  const asked = useDeferredValue(search);
  const found = useMemo(() => Rows.find(live.rows, asked), [live.rows, asked]);
  const open = search.offer ? live.rows.find(({ key }) => key === search.offer) : undefined;
  const clear = () => onChange(Object.fromEntries(Search.FILTERS.map((name) => [name, ""])));
  return (
    <>
      <Facets facets={found.facets} search={search} onChange={onChange} />
      <div className="flex flex-wrap items-center gap-2">
        <output aria-live="polite">
          {t.rich("count", {
            shown: found.rows.length,
            all: format.number(live.rows.length),
            b: (chunks) => <strong>{chunks}</strong>,
          })}
        </output>
        <Chips search={search} onChange={onChange} />
      </div>
      <Table rows={found.rows} live={live} search={search} onChange={onChange} names={names} />
      {found.rows.length === 0 && (
        <Empty title={t("noneFit")} action={<Button onClick={clear}>{t("clear")}</Button>}>
          {t("noneFitWhat")}
        </Empty>
      )}
      {open && (
        <Drawer
          row={open}
          goneAt={live.gone.get(open.key)}
          provider={names.get(open.provider) ?? open.provider}
          onChange={onChange}
          onClose={() => onChange({ offer: "" })}
        />
      )}
    </>
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
      {t("notReadWhat", {
        providers: unread.map(({ provider }) => names.get(provider) ?? provider).join(", "),
      })}
    </Empty>
  ) : (
    <Empty title={t("none")}>{t("noneWhat")}</Empty>
  );
}
