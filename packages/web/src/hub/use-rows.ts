import { useEffect, useMemo, useRef, useState } from "react";
import type { Catalogue } from "../api/schema.d.ts";
import { type Row, Rows } from "./rows.ts";

/** How long an offer that is gone stays in sight. */
const LINGERS_MS = 30_000;
/** A catalogue that loses so many at once was replaced, not sold. */
const LINGERING_MOST = 200;

export type Live = { rows: Row[]; gone: ReadonlyMap<string, number>; fresh: ReadonlySet<string> };

const made = new WeakMap<Catalogue, Row[]>();
function rowsOf(catalogue: Catalogue): Row[] {
  const known = made.get(catalogue) ?? Rows.of(catalogue);
  made.set(catalogue, known);
  return known;
}

/** All rows of these catalogues: those that came since the last look are fresh, those that went stay a moment. */
export function useRows(catalogues: readonly Catalogue[]): Live {
  const present = useMemo(() => catalogues.flatMap(rowsOf), [catalogues]);
  const before = useRef<Map<string, Row>>(new Map());
  const providers = useRef("");
  const [left, setLeft] = useState<ReadonlyMap<string, { row: Row; at: number }>>(new Map());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());

  useEffect(() => {
    const now = new Map(present.map((row) => [row.key, row]));
    const shown = catalogues.map(({ provider }) => provider).join();
    const same = providers.current === shown && before.current.size > 0;
    const went = same ? [...before.current.values()].filter(({ key }) => !now.has(key)) : [];
    const came = same ? present.filter(({ key }) => !before.current.has(key)).map(({ key }) => key) : [];
    before.current = now;
    providers.current = shown;
    setFresh(new Set(came.length > LINGERING_MOST ? [] : came));
    setLeft((kept) => {
      const still = same ? [...kept].filter(([key]) => !now.has(key)) : [];
      const added = went.slice(0, LINGERING_MOST).map((row) => [row.key, { row, at: Date.now() }] as const);
      return new Map([...still, ...added]);
    });
  }, [present, catalogues]);

  useEffect(() => {
    const first = Math.min(...[...left.values()].map(({ at }) => at));
    if (!Number.isFinite(first)) return;
    const timer = setTimeout(
      () => setLeft((kept) => new Map([...kept].filter(([, { at }]) => at > Date.now() - LINGERS_MS))),
      Math.max(0, first + LINGERS_MS - Date.now()) + 50,
    );
    return () => clearTimeout(timer);
  }, [left]);

  return useMemo(() => {
    const gone = new Map([...left].map(([key, { at }]) => [key, at]));
    return { rows: [...present, ...[...left.values()].map(({ row }) => row)], gone, fresh };
  }, [present, left, fresh]);
}
