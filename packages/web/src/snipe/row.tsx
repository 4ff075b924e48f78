import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import type { Snipe } from "../api/schema.d.ts";
import { CopyButton } from "../ui/copy.tsx";
import { Money } from "../ui/money.tsx";
import { Ago } from "../ui/time.tsx";
import { SnipeActions } from "./actions.tsx";
import { SnipeState } from "./state.tsx";
import { nameOf } from "./terminate.tsx";
import { TerminationNote } from "./termination.tsx";

type Props = { snipe: Snipe; provider: string; rule: string | undefined; onTerminate: () => void };

export function SnipeRow({ snipe, provider, rule, onTerminate }: Props) {
  const t = useTranslations("Snipes");
  const { server, price, listing } = snipe;
  return (
    <li className="flex flex-col gap-1 border-b border-line px-3 py-2 last:border-b-0 hover:bg-sunken">
      <div className="grid items-center gap-x-4 gap-y-1 md:grid-cols-[8.5rem_minmax(0,1fr)_auto_auto]">
        <SnipeState snipe={snipe} />
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-x-2">
            <Link
              to="/snipes/$snipeId"
              params={{ snipeId: snipe.id }}
              className="inline-flex min-h-6 min-w-0 items-center font-mono font-medium break-all hover:underline"
            >
              {nameOf(snipe)}
            </Link>
            <span className="text-xs text-muted">{provider}</span>
            {server.ipv4 && (
              <span className="inline-flex items-center font-mono text-xs">
                {server.ipv4}
                <CopyButton text={server.ipv4} label={t("copyAddress")} />
              </span>
            )}
          </p>
          <p className="text-xs text-muted">
            {listing.cpu.name || listing.name} · {listing.memoryGib} GiB · {listing.location.code} ·{" "}
            {rule ?? t("ruleGone")} · <Ago at={snipe.boughtAt} />
          </p>
        </div>
        <p className="md:text-end">
          <Money minor={price.monthly} currency={price.currency} className="font-medium" />
          <span className="block text-xs text-muted">
            {t("monthlyNet")}
            {snipe.termMonths > 1 && ` · ${t("term", { months: snipe.termMonths })}`}
          </span>
        </p>
        <SnipeActions snipe={snipe} onTerminate={onTerminate} />
      </div>
      <TerminationNote snipe={snipe} />
      {server.state === "unpaid" && (
        <p className="text-xs text-warn">{t("unpaidWhat", { provider, reference: snipe.reference })}</p>
      )}
    </li>
  );
}
