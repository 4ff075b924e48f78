import { Link, Outlet } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import { usePulse } from "../api/pulse.ts";
import { Icon } from "../ui/icon.tsx";
import { Toasts } from "../ui/toast.tsx";
import { Live } from "./live.tsx";
import { Notice } from "./notice.tsx";
import { PAGES } from "./pages.ts";
import { useShortcuts } from "./shortcuts.tsx";
import { SnipingButton } from "./sniping.tsx";

/** What stands around every page. */
export function Shell() {
  const t = useTranslations("Shell");
  const pulse = usePulse();
  const help = useShortcuts();
  return (
    <div className="grid min-h-dvh grid-rows-[auto_1fr] md:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-30 rounded-md bg-accent-fill p-2 text-white focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {t("skip")}
      </a>
      <aside className="hidden border-e border-line bg-surface md:row-span-2 md:block">
        <div className="sticky top-0 flex h-dvh flex-col gap-4 p-3">
          <Link to="/" className="flex h-8 items-center gap-2 px-2 text-base font-semibold">
            <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" className="size-6" />
            CloudCO
          </Link>
          <nav aria-label={t("pages")} className="flex flex-col gap-0.5">
            {PAGES.map(({ to, name }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: to === "/" }}
                className="flex h-9 items-center gap-2.5 rounded-md px-2 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent"
              >
                <Icon name={name} />
                {t(name)}
              </Link>
            ))}
          </nav>
          <button
            type="button"
            onClick={help.open}
            className="mt-auto self-start rounded-md px-2 py-1 text-xs text-muted hover:bg-sunken"
          >
            {t("shortcuts")} <kbd className="ms-1 rounded-sm border border-line px-1 font-mono">?</kbd>
          </button>
        </div>
      </aside>
      <header className="sticky top-0 z-10 flex h-13 items-center gap-3 border-b border-line bg-surface px-4">
        <Link to="/" aria-label={t("home")} className="md:hidden">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" className="size-7" />
        </Link>
        <Live pulse={pulse} />
        <div className="ms-auto flex items-center gap-2">
          <SnipingButton />
          <Link
            to="/settings/account"
            aria-label={t("account")}
            title={t("account")}
            className="inline-flex size-8 items-center justify-center rounded-md hover:bg-sunken tall:size-11"
          >
            <Icon name="account" />
          </Link>
        </div>
      </header>
      <div className="flex min-w-0 flex-col">
        <Notice />
        <main id="main" className="mx-auto w-full max-w-[88rem] min-w-0 grow p-4 pb-24 md:p-6">
          <Outlet />
        </main>
      </div>
      <nav
        aria-label={t("pages")}
        className="fixed inset-x-0 bottom-0 z-10 grid grid-cols-5 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      >
        {PAGES.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === "/" }}
            className="flex h-14 min-w-0 flex-col items-center justify-center gap-0.5 text-xs text-muted aria-[current=page]:font-medium aria-[current=page]:text-accent"
          >
            <Icon name={name} className="size-5" />
            <span className="max-w-full truncate px-0.5">{t(`${name}Short`)}</span>
          </Link>
        ))}
      </nav>
      <Toasts />
      {help.dialog}
    </div>
  );
}
