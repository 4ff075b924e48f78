import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import type { Match, Rule } from "../api/schema.d.ts";
import { MatchState } from "../match/state.tsx";
import { Money } from "../ui/money.tsx";
import { Ago } from "../ui/time.tsx";

const SHOWN = 10;

export function Events({ matches, rules }: { matches: readonly Match[]; rules: readonly Rule[] }) {
  const t = useTranslations("Overview");
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  if (matches.length === 0) return <p className="text-muted">{t("noEvents")}</p>;
  return (
    <ul className="flex flex-col">
      {matches.slice(0, SHOWN).map((match) => (
        <li key={match.id} className="border-t border-line first:border-t-0">
          <Link
            to="/matches/$matchId"
            params={{ matchId: match.id }}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 rounded-sm py-1.5 hover:bg-sunken"
          >
            <span className="min-w-0">
              <MatchState match={match} />
              <span className="block truncate text-xs text-muted">
                {match.listing.cpu.name || match.listing.name} · {names.get(match.ruleId) ?? ""}
              </span>
            </span>
            <span className="text-end">
              <Money minor={match.monthly} currency={match.listing.price.currency} />
              <Ago at={match.matchedAt} className="block text-xs text-muted" />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
