import { useFormatter, useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { Money } from "../ui/money.tsx";
import { Ago, Clock } from "../ui/time.tsx";
import type { Row } from "./rows.ts";
import { Sparkline } from "./sparkline.tsx";
import { useSizes } from "./text.ts";

type Props = {
  row: Row;
  index: number;
  /** Null where all rows are of one provider. */
  provider: string | null;
  goneAt: number | undefined;
  isFresh: boolean;
  onOpen: () => void;
};

const title = (row: Row) => row.cpu || row.name;

export function WideRow({ row, index, provider, goneAt, isFresh, onOpen }: Props) {
  const t = useTranslations("Hub");
  const format = useFormatter();
  const { disks, size } = useSizes();
  const cell = "h-9 border-b border-line px-2 overflow-hidden text-ellipsis whitespace-nowrap";
  return (
    // The row's button is the keyboard's way.
    <tr
      data-row={index}
      aria-rowindex={index + 2}
      onClick={onOpen}
      className={cx(
        "cursor-pointer hover:bg-sunken",
        goneAt !== undefined && "text-muted",
        isFresh && "fresh",
      )}
    >
      <td className={cell}>
        <button
          type="button"
          title={row.name}
          className={cx("max-w-full truncate text-start font-medium", goneAt !== undefined && "line-through")}
        >
          {title(row)}
          {row.gpu && (
            <span className="text-accent">
              {" "}
              {row.gpu.count} × {row.gpu.name}
            </span>
          )}
        </button>
        {goneAt !== undefined && (
          <span className="ms-2 text-xs">
            {t("gone")} <Clock at={goneAt} />
          </span>
        )}
      </td>
      <td className={cx(cell, "text-end")}>{row.cores ?? <span title={t("coresUnknown")}>?</span>}</td>
      <td className={cx(cell, "text-end")}>{format.number(row.memoryGib)} GiB</td>
      <td className={cell} title={disks(row.disks)}>
        <span className="lg:hidden">{row.diskGb ? size(row.diskGb) : "–"}</span>
        <span className="hidden lg:inline">{row.disks.length > 0 ? disks(row.disks) : "–"}</span>
      </td>
      <td className={cx(cell, "hidden lg:table-cell")} title={row.site}>
        {row.code}{" "}
        {row.country && row.country !== row.code && <span className="text-muted">{row.country}</span>}
      </td>
      <td className={cx(cell, "text-end")} title={row.setup > 0 ? t("withSetup") : t("net")}>
        <Money minor={row.monthly} currency={row.currency} className="font-medium" />
        {row.setup > 0 && <span className="text-warn"> +</span>}
      </td>
      <td className={cx(cell, "hidden xl:table-cell")}>
        <Sparkline prices={row.prices} />
      </td>
      <td className={cx(cell, "hidden text-xs text-muted 2xl:table-cell")}>
        <Ago at={row.firstSeenAt * 1000} />
      </td>
      {provider !== null && (
        <td className={cx(cell, "hidden text-xs text-muted xl:table-cell")}>{provider}</td>
      )}
    </tr>
  );
}

/** Two lines and one button that is the whole card. */
export function CardRow({ row, index, provider, goneAt, isFresh, onOpen }: Props) {
  const t = useTranslations("Hub");
  const { size } = useSizes();
  const specs = [
    row.cores === null ? null : t("coresShort", { cores: row.cores }),
    `${row.memoryGib} GiB`,
    row.diskGb ? size(row.diskGb) : null,
    row.code,
    provider,
  ].filter(Boolean);
  return (
    <tr data-row={index} aria-rowindex={index + 2} className={cx(isFresh && "fresh")}>
      <td className="h-17 border-b border-line">
        <button
          type="button"
          onClick={onOpen}
          className={cx(
            "flex w-full flex-col gap-0.5 px-1 py-2 text-start",
            goneAt !== undefined && "text-muted",
          )}
        >
          <span className="flex w-full items-baseline justify-between gap-3">
            <span className={cx("min-w-0 truncate font-medium", goneAt !== undefined && "line-through")}>
              {title(row)}
            </span>
            <Money minor={row.monthly} currency={row.currency} className="font-medium" />
          </span>
          <span className="w-full truncate text-xs text-muted">
            {goneAt === undefined ? specs.join(" · ") : t("gone")}
          </span>
        </button>
      </td>
    </tr>
  );
}
