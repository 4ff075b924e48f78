import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { offer } from "../api/queries.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Money } from "../ui/money.tsx";
import { Failed, Skeleton } from "../ui/states.tsx";
import { Status } from "../ui/status.tsx";
import { Ago, When } from "../ui/time.tsx";
import { PriceChart } from "./price-chart.tsx";
import type { Row } from "./rows.ts";
import type { Search } from "./search.ts";
import { useSizes } from "./text.ts";
import { rowToDraft } from "./to-draft.ts";

type Props = {
  row: Row;
  goneAt: number | undefined;
  provider: string;
  onChange: (changed: Search.Search) => void;
  onClose: () => void;
};

/** All that is known of one offer. */
export function Drawer({ row, goneAt, provider, onChange, onClose }: Props) {
  const t = useTranslations("Hub");
  const detail = useQuery(offer(row.provider, row.id));
  const { disks } = useSizes();
  const facts: [string, React.ReactNode][] = [
    [t("provider"), provider],
    [t("filter.category"), t(`category.${row.category}`)],
    [t("column.name"), row.cpu || "–"],
    [t("column.cores"), row.cores ?? t("coresUnknown")],
    [t("column.memory"), `${row.memoryGib} GiB`],
    [t("column.disk"), disks(row.disks) || "–"],
    ...(row.gpu ? [["GPU", `${row.gpu.count} × ${row.gpu.name}`] as [string, string]] : []),
    [
      t("column.place"),
      [row.code, row.site === row.code ? null : row.site, row.country].filter(Boolean).join(", "),
    ],
    [
      t("setup"),
      row.setup === 0 ? t("noSetup") : <Money key="setup" minor={row.setup} currency={row.currency} />,
    ],
    [
      t("ipv4"),
      row.ipv4 === null ? t("ipv4Included") : <Money key="ipv4" minor={row.ipv4} currency={row.currency} />,
    ],
    [t("column.seen"), <When key="seen" at={row.firstSeenAt * 1000} />],
  ];
  const prices = detail.data?.prices ?? [];
  return (
    <Dialog title={row.cpu || row.name} onClose={onClose} place="side">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <Money minor={row.monthly} currency={row.currency} className="text-xl font-semibold" />
        <span className="text-muted">{t("perMonth")}</span>
        <span className="ms-auto">
          {goneAt === undefined ? (
            <Status tone="good">{t("inStock")}</Status>
          ) : (
            <Status tone="none">
              {t("gone")} <Ago at={goneAt} />
            </Status>
          )}
        </span>
      </div>
      <div className="flex flex-wrap gap-2">
        <ButtonLink to="/rules/new" search={rowToDraft(row)} kind="primary">
          {t("ruleOfThis")}
        </ButtonLink>
        <Button
          onClick={() =>
            onChange({
              offer: "",
              category: row.category,
              cores: row.cores ? `>=${row.cores}` : "",
              memory: `>=${row.memoryGib}`,
              disk: row.diskGb ? `>=${row.diskGb}` : "",
            })
          }
        >
          {t("filterLikeThis")}
        </Button>
      </div>
      <section className="flex flex-col gap-2">
        <h3 className="font-semibold">{t("pricesRecorded")}</h3>
        {detail.error ? (
          <Failed error={detail.error} onRetry={() => void detail.refetch()} />
        ) : detail.isPending ? (
          <Skeleton rows={3} />
        ) : (
          <PriceChart prices={prices} currency={row.currency} goneAt={goneAt ?? null} />
        )}
      </section>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
        <dt className="text-muted">{t("id")}</dt>
        <dd className="flex min-w-0 items-center gap-1">
          <code className="min-w-0 font-mono text-xs break-all">{row.id}</code>
          <CopyButton text={row.id} />
        </dd>
      </dl>
      <details className="rounded-md border border-line px-3 py-2">
        <summary className="min-h-6 font-medium">JSON</summary>
        <pre className="mt-2 font-mono text-xs break-all whitespace-pre-wrap">
          {JSON.stringify(detail.data?.listing ?? null, null, 2)}
        </pre>
      </details>
    </Dialog>
  );
}
