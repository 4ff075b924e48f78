import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import type { Match, Rule } from "../api/schema.d.ts";
import { Button, ButtonLink, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { useMoney } from "../ui/money.tsx";
import { useSend } from "../ui/send.ts";
import { Failed } from "../ui/states.tsx";
import { Ago } from "../ui/time.tsx";
import { useCriteria } from "./criteria.ts";
import { InFlightNote } from "./in-flight.tsx";
import { RuleStatus } from "./status.tsx";

type Props = { rule: Rule; provider: string; matches: readonly Match[]; onDelete: () => void };

export function RuleRow({ rule, provider, matches, onDelete }: Props) {
  const t = useTranslations("Rules");
  const money = useMoney();
  const criteria = useCriteria();
  const { pending, error, send } = useSend();
  const path = { ruleId: rule.id };
  // That no order leaves any more is the server's word: it is shown once it was given.
  const turn = () =>
    send(async () => {
      const params = { params: { path } };
      const changed = await ask(
        rule.status === "active"
          ? api().POST("/rules/{ruleId}/pause", params)
          : api().POST("/rules/{ruleId}/resume", params),
      );
      queryClient.setQueryData(["rules"], (items: Rule[] | undefined) =>
        items?.map((one) => (one.id === changed.id ? changed : one)),
      );
      queryClient.invalidateQueries({ queryKey: ["pulse"] }).catch(() => undefined);
    });
  const last = matches[0];
  const used = rule.budget.cap - rule.budget.left;
  return (
    <li className="flex flex-col gap-2 border-b border-line px-3 py-2 last:border-b-0 hover:bg-sunken">
      <div className="grid items-center gap-x-4 gap-y-1 md:grid-cols-[6.5rem_minmax(0,1fr)_auto]">
        <RuleStatus rule={rule} />
        <div className="min-w-0">
          <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            <Link
              to="/rules/$ruleId"
              params={path}
              className="inline-flex min-h-6 max-w-full min-w-0 items-center font-medium break-words hover:underline"
            >
              {rule.name}
            </Link>
            <span className="text-xs text-muted">{provider}</span>
            {rule.autoBuy && (
              <span className="rounded-sm bg-accent-soft px-1 text-xs font-medium text-accent">Auto-Buy</span>
            )}
          </p>
          <p className="text-xs text-muted">{criteria(rule)}</p>
          <p className="text-xs text-muted">
            {last ? (
              <Link to="/matches" className="inline-flex min-h-6 items-center hover:underline">
                {t.rich("matches", { count: matches.length, ago: () => <Ago at={last.matchedAt} /> })}
              </Link>
            ) : (
              t("noMatch")
            )}
            {rule.autoBuy && (
              <>
                {" · "}
                {rule.quantity > 1 &&
                  `${t("bought", { bought: rule.quantity - rule.placesLeft, quantity: rule.quantity })} · `}
                {t("budget", {
                  used: money(used, rule.currency),
                  cap: money(rule.budget.cap, rule.currency),
                })}
              </>
            )}
          </p>
        </div>
        <div className="flex items-center gap-1 md:justify-end">
          {rule.status !== "completed" && (
            <Button onClick={turn} pending={pending}>
              {pending ? t("asking") : rule.status === "active" ? t("pause") : t("resume")}
            </Button>
          )}
          <ButtonLink
            to="/rules/new"
            search={{ copy: rule.id }}
            kind="quiet"
            aria-label={t("copyOf", { name: rule.name })}
            title={t("copy")}
          >
            <Icon name="copy" />
          </ButtonLink>
          <IconButton label={t("deleteOf", { name: rule.name })} onClick={onDelete}>
            <Icon name="close" />
          </IconButton>
        </div>
      </div>
      {rule.inFlight && <InFlightNote inFlight={rule.inFlight} />}
      {error ? <Failed error={error} /> : null}
    </li>
  );
}
