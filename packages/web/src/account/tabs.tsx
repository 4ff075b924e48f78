import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";

const TABS = [
  { to: "/settings/providers", name: "providers" },
  { to: "/settings/keys", name: "keys" },
  { to: "/settings/account", name: "account" },
] as const;

export function SettingsTabs() {
  const t = useTranslations("Settings");
  return (
    <nav aria-label={t("label")} className="flex gap-1 overflow-x-auto border-b border-line">
      {TABS.map(({ to, name }) => (
        <Link
          key={to}
          to={to}
          className="-mb-px flex h-9 items-center border-b-2 border-transparent px-3 whitespace-nowrap text-muted hover:text-ink tall:h-11 aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {t(name)}
        </Link>
      ))}
    </nav>
  );
}
