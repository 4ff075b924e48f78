import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";

const TABS = [
  { to: "/snipes", name: "servers" },
  { to: "/matches", name: "matches" },
] as const;

export function SnipeTabs() {
  const t = useTranslations("Snipes");
  return (
    <nav aria-label={t("tabs")} className="flex gap-1 border-b border-line">
      {TABS.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          className="-mb-px flex h-9 items-center border-b-2 border-transparent px-3 text-muted hover:text-ink tall:h-11 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
