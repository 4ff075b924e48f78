import { useTranslations } from "use-intl";
import { Icon } from "../ui/icon.tsx";
import { Search } from "./search.ts";

type Props = { search: Search.Search; onChange: (changed: Search.Search) => void };

/** What narrows the list, each with a way out. */
export function Chips({ search, onChange }: Props) {
  const t = useTranslations("Hub");
  const set = Search.FILTERS.filter((name) => search[name]);
  if (set.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-1">
      {set.map((name) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => onChange({ [name]: "" })}
            className="inline-flex min-h-6 items-center gap-1 rounded-full bg-accent-soft px-2 text-xs text-accent tall:min-h-11"
          >
            <span className="sr-only">{t("remove")}</span>
            {t(`filter.${name}`)}: {search[name]}
            <Icon name="close" className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  );
}
