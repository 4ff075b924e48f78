import { useTranslations } from "use-intl";
import { cx } from "../ui/cx.ts";
import { Field, Select } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { FilterInput } from "./filter-input.tsx";
import { Range } from "./range.ts";
import type { Search } from "./search.ts";

type Common = { search: Search.Search; onChange: (changed: Search.Search) => void };

type Column = {
  name: "name" | "cores" | "memory" | "disk" | "place" | "price" | "trend" | "seen";
  width: string;
  end?: boolean;
  filter?: "cores" | "memory" | "disk" | "place" | "price";
  plain?: "least" | "most";
  example?: string;
};

/** Which columns there are, from which width on, and what their filters take. */
const COLUMNS: readonly Column[] = [
  { name: "name", width: "" },
  { name: "cores", width: "w-18", end: true, filter: "cores", plain: "least", example: "8..16" },
  { name: "memory", width: "w-22", end: true, filter: "memory", plain: "least", example: "64" },
  { name: "disk", width: "w-28 lg:w-52", filter: "disk", plain: "least", example: "1000" },
  { name: "place", width: "hidden w-28 lg:table-cell", filter: "place", example: "FSN" },
  { name: "price", width: "w-30", end: true, filter: "price", plain: "most", example: "<=50" },
  { name: "trend", width: "hidden w-20 xl:table-cell" },
  { name: "seen", width: "hidden w-32 2xl:table-cell" },
];

export function Head({ search, onChange, several, phone }: Common & { several: boolean; phone: boolean }) {
  const t = useTranslations("Hub");
  const cell = "bg-ground px-2 align-bottom font-medium";
  return (
    <thead className={cx(phone ? "sr-only" : "sticky top-13 z-[5]")}>
      <tr aria-rowindex={1}>
        {COLUMNS.map(({ name, width, end }) => (
          <th
            key={name}
            scope="col"
            aria-sort={sorted(search.sort, name)}
            className={cx(cell, width, end ? "text-end" : "text-start")}
          >
            {name === "trend" ? (
              <span className="inline-flex min-h-7 items-center">{t("column.trend")}</span>
            ) : (
              <SortButton name={name} search={search} onChange={onChange} end={end} />
            )}
          </th>
        ))}
        {several && (
          <th scope="col" className={cx(cell, "hidden w-32 text-start xl:table-cell")}>
            {t("provider")}
          </th>
        )}
      </tr>
      {!phone && (
        <tr>
          {COLUMNS.map(({ name, width, filter, plain, example }) => {
            const value = (filter && search[filter]) ?? "";
            const wrong = plain && value !== "" && !Range.parse(value, plain);
            return (
              <td key={name} className={cx("border-b border-line bg-ground px-1 pb-1.5", width)}>
                {filter && (
                  <FilterInput
                    label={
                      plain ? t(`filterBy.${plain}`, { what: t(`filter.${filter}`) }) : t(`filter.${filter}`)
                    }
                    placeholder={example ?? ""}
                    value={value}
                    invalid={wrong ? t("badRange") : undefined}
                    onChange={(typed) => onChange({ [filter]: typed })}
                    className={plain ? "text-end" : ""}
                  />
                )}
              </td>
            );
          })}
          {several && <td className="hidden border-b border-line bg-ground xl:table-cell" />}
        </tr>
      )}
    </thead>
  );
}

function sorted(sort = "price", name: string): "ascending" | "descending" | undefined {
  if (sort === name) return "ascending";
  return sort === `-${name}` ? "descending" : undefined;
}

function SortButton({ name, search, onChange, end }: Common & { name: string; end: boolean | undefined }) {
  const t = useTranslations("Hub");
  const order = sorted(search.sort, name);
  const next = order === "ascending" ? `-${name}` : name;
  return (
    <button
      type="button"
      onClick={() => onChange({ sort: next === "price" ? "" : next })}
      className={cx("inline-flex min-h-7 items-center gap-1 hover:text-accent", end && "flex-row-reverse")}
    >
      {t(`column.${name}` as never)}
      <Icon
        name={order === "descending" ? "down" : "up"}
        className={cx("size-3", order ? "text-accent" : "invisible")}
      />
    </button>
  );
}

/** The heads can't be clicked where rows are cards. */
export function SortSelect({ search, onChange }: Common) {
  const t = useTranslations("Hub");
  const names = COLUMNS.filter(({ name }) => name !== "trend").flatMap(({ name }) => [name, `-${name}`]);
  return (
    <details className="rounded-md border border-line bg-surface px-3 py-2">
      <summary className="flex min-h-6 items-center gap-2 font-medium tall:min-h-9">
        <Icon name="filter" />
        {t("more")}
      </summary>
      <div className="grid grid-cols-2 gap-2 pt-2">
        <Field label={t("sortBy")}>
          {(control) => (
            <Select
              {...control}
              value={search.sort ?? "price"}
              onChange={(event) =>
                onChange({ sort: event.target.value === "price" ? "" : event.target.value })
              }
            >
              {names.map((name) => (
                <option key={name} value={name}>
                  {t(`column.${name.replace("-", "")}` as never)} {name.startsWith("-") ? "↓" : "↑"}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {(["price", "memory", "cores", "disk", "place"] as const).map((name) => (
          <div key={name} className="flex flex-col gap-1">
            <span aria-hidden="true" className="font-medium">
              {t(`filter.${name}`)}
            </span>
            <FilterInput
              label={t(`filter.${name}`)}
              placeholder={COLUMNS.find((column) => column.filter === name)?.example ?? ""}
              value={search[name] ?? ""}
              onChange={(typed) => onChange({ [name]: typed })}
            />
          </div>
        ))}
      </div>
    </details>
  );
}
