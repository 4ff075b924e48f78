import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { matches, providers, rules } from "../api/queries.ts";
import type { Rule } from "../api/schema.d.ts";
import { ButtonLink } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Empty, Failed, Skeleton } from "../ui/states.tsx";
import { DeleteRule } from "./delete.tsx";
import { RuleRow } from "./row.tsx";

const STATES = ["all", "active", "paused", "completed"] as const;

export function Page() {
  const t = useTranslations("Rules");
  const list = useQuery(rules);
  const found = useQuery(matches).data;
  const names = new Map(useQuery(providers).data?.map(({ id, name }) => [id, name]));
  const [state, setState] = useState<(typeof STATES)[number]>("all");
  const [deleting, setDeleting] = useState<Rule | null>(null);
  const shown = list.data?.filter(({ status }) => state === "all" || status === state).toReversed();
  return (
    <Frame
      title={t("title")}
      actions={
        <ButtonLink to="/rules/new" kind="primary">
          <Icon name="plus" />
          {t("new")}
        </ButtonLink>
      }
    >
      {list.error && (
        <>
          <Failed error={list.error} onRetry={() => void list.refetch()} />
          {list.data && <Banner tone="warn">{t("stale")}</Banner>}
        </>
      )}
      {list.data && list.data.length > 0 && (
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">{t("filter")}</legend>
          {STATES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={state === name}
              onClick={() => setState(name)}
              className={cx(
                "min-h-7 rounded-full border px-3 text-xs tall:min-h-11",
                state === name
                  ? "border-accent bg-accent-soft font-medium text-accent"
                  : "border-line bg-surface",
              )}
            >
              {name === "all" ? t("all") : t(`status.${name}`)}{" "}
              <span className="text-muted">
                {list.data.filter(({ status }) => name === "all" || status === name).length}
              </span>
            </button>
          ))}
        </fieldset>
      )}
      {!list.data ? (
        !list.error && <Skeleton rows={6} />
      ) : list.data.length === 0 ? (
        <Empty
          title={t("none")}
          action={
            <ButtonLink to="/rules/new" kind="primary">
              {t("first")}
            </ButtonLink>
          }
        >
          {t("noneWhat")}
        </Empty>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line bg-surface">
          {shown?.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              provider={names.get(rule.provider) ?? rule.provider}
              matches={found?.filter((match) => match.ruleId === rule.id) ?? []}
              onDelete={() => setDeleting(rule)}
            />
          ))}
          {shown?.length === 0 && <li className="p-4 text-muted">{t("noneOfState")}</li>}
        </ul>
      )}
      {deleting && <DeleteRule rule={deleting} onClose={() => setDeleting(null)} />}
    </Frame>
  );
}
