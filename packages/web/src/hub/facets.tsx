import { useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { FilterInput } from "./filter-input.tsx";
import type { Facets as Counts } from "./rows.ts";
import type { Search } from "./search.ts";
import { diskKind } from "./text.ts";

type Props = { facets: Counts; search: Search.Search; onChange: (changed: Search.Search) => void };

const SHOWN = 12;

/** The search for words, and what can be chosen with how many that would leave. */
export function Facets({ facets, search, onChange }: Props) {
  const t = useTranslations("Hub");
  const word = {
    category: (value: string) => t(`category.${value}` as never),
    kind: diskKind,
    country: (value: string) => value,
  };
  return (
    <div className="flex flex-col gap-2 lg:flex-row lg:flex-wrap lg:items-center lg:gap-x-5">
      <FilterInput
        label={t("filter.q")}
        placeholder={t("words")}
        value={search.q ?? ""}
        onChange={(q) => onChange({ q })}
        shortcut
        className="lg:w-72"
      />
      <div className="flex min-w-0 gap-3 overflow-x-auto lg:contents">
        {(["category", "kind", "country"] as const).map((name) => (
          <fieldset key={name} className="flex shrink-0 items-center gap-1 p-0.5 lg:min-w-0 lg:shrink">
            <legend className="sr-only">{t(`filter.${name}`)}</legend>
            {[...facets[name]]
              .sort((a, b) => b[1] - a[1])
              .slice(0, SHOWN)
              .map(([value, count]) => (
                <button
                  key={value}
                  type="button"
                  aria-pressed={search[name] === value}
                  onClick={() => onChange({ [name]: search[name] === value ? "" : value })}
                  className={cx(
                    "inline-flex min-h-7 shrink-0 items-center gap-1 rounded-full border px-2 text-xs tall:min-h-11",
                    search[name] === value
                      ? "border-accent bg-accent-soft font-medium text-accent"
                      : "border-line bg-surface hover:bg-sunken",
                  )}
                >
                  {word[name](value)} <span className="text-muted tabular-nums">{count}</span>
                </button>
              ))}
          </fieldset>
        ))}
      </div>
    </div>
  );
}
