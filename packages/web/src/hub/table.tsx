import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { usePhone } from "../ui/media.ts";
import type { Row } from "./rows.ts";
import type { Search } from "./search.ts";
import { Head, SortSelect } from "./table-head.tsx";
import { CardRow, WideRow } from "./table-row.tsx";
import type { Live } from "./use-rows.ts";

export type Props = {
  rows: readonly Row[];
  live: Live;
  search: Search.Search;
  onChange: (changed: Search.Search) => void;
  names: ReadonlyMap<string, string>;
};

const ROW_PX = 36;
const CARD_PX = 68;
const OVERSCAN = 8;

/**
 * A real table of which only what is seen is drawn, between two rows that take the room of the rest. The row that has the
 * focus is always drawn: the focus would fall to the page with it.
 */
export function Table(props: Props) {
  const { rows, live, search, onChange, names } = props;
  const t = useTranslations("Hub");
  const phone = usePhone();
  const table = useRef<HTMLTableElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const wanted = useRef<number | null>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setOffset(Math.round(top + window.scrollY));
    // Whatever stands above the rows may grow: a banner, more chips.
  }, [rows, phone]);

  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (phone ? CARD_PX : ROW_PX),
    overscan: OVERSCAN,
    scrollMargin: offset,
    scrollPaddingStart: 160,
    scrollPaddingEnd: 64,
    getItemKey: (index) => rows[index]?.key ?? index,
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) => {
        const seen = defaultRangeExtractor(range);
        if (focused === null || focused >= range.count || seen.includes(focused)) return seen;
        return [...seen, focused].sort((a, b) => a - b);
      },
      [focused],
    ),
  });
  // Rows of another height are measured anew.
  useEffect(() => virtualizer.measure(), [phone]);

  const items = virtualizer.getVirtualItems();
  // A row can be focused once it is drawn.
  useEffect(() => {
    if (wanted.current === null) return;
    const button = body.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] button`);
    if (!button) return;
    wanted.current = null;
    button.focus({ preventScroll: true });
  }, [items]);

  const walk = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (!step || focused === null) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, focused + step));
    wanted.current = next;
    setFocused(next);
    virtualizer.scrollToIndex(next, { align: "auto" });
  };

  const before = (items[0]?.start ?? offset) - offset;
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset);
  const several = !search.provider;
  const Line = phone ? CardRow : WideRow;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {phone && <SortSelect search={search} onChange={onChange} />}
      <table
        ref={table}
        aria-label={t("table")}
        aria-rowcount={rows.length + 1}
        className="w-full table-fixed border-separate border-spacing-0 text-sm"
      >
        <Head search={search} onChange={onChange} several={several} phone={phone} />
        <tbody
          ref={body}
          onKeyDown={walk}
          onFocus={(event) => {
            const row = (event.target as HTMLElement).closest<HTMLElement>("[data-row]")?.dataset.row;
            setFocused(row === undefined ? null : Number(row));
          }}
          onBlur={(event) => {
            if (!event.currentTarget.contains(event.relatedTarget) && wanted.current === null)
              setFocused(null);
          }}
        >
          <Spacer height={before} />
          {items.map(({ index, key }) => {
            const row = rows[index];
            if (!row) return null;
            return (
              <Line
                key={String(key)}
                row={row}
                index={index}
                provider={several ? (names.get(row.provider) ?? row.provider) : null}
                goneAt={live.gone.get(row.key)}
                isFresh={live.fresh.has(row.key)}
                onOpen={() => onChange({ offer: row.key })}
              />
            );
          })}
          <Spacer height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
