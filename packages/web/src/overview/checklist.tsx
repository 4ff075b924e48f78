import { useTranslations } from "use-intl";
import type { Connection, Match, Rule } from "../api/schema.d.ts";
import { ButtonLink } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import { Card } from "../ui/page.tsx";

type Props = { connections: readonly Connection[]; rules: readonly Rule[]; matches: readonly Match[] };

/** What somebody new does, in this order, each with its state. */
export function Checklist({ connections, rules, matches }: Props) {
  const t = useTranslations("Checklist");
  const steps = [
    { name: "look", done: false, to: "/hub" },
    {
      name: "connect",
      done: connections.some(({ status }) => status === "VERIFIED"),
      to: "/settings/providers",
    },
    { name: "rule", done: rules.length > 0, to: "/rules/new" },
    { name: "watch", done: matches.length > 0, to: "/matches" },
  ] as const;
  const next = steps.find(({ name, done }) => name !== "look" && !done);
  return (
    <Card>
      <h2 className="text-base font-semibold">{t("title")}</h2>
      <p className="mb-3 text-muted">{t("intro")}</p>
      <ol className="flex flex-col gap-2">
        {steps.map(({ name, done, to }, at) => (
          <li
            key={name}
            className="grid grid-cols-[1.5rem_minmax(0,1fr)] items-start gap-x-3 gap-y-1 sm:grid-cols-[1.5rem_minmax(0,1fr)_auto]"
          >
            <span
              className={cx(
                "mt-0.5 inline-flex size-6 items-center justify-center rounded-full border text-xs font-semibold",
                done ? "border-good-fill bg-good-fill text-white" : "border-edge text-muted",
              )}
            >
              {done ? <Icon name="check" className="size-3.5" /> : at + 1}
              <span className="sr-only">{done ? t("done") : ""}</span>
            </span>
            <div>
              <p className="font-medium">{t(name)}</p>
              <p className="text-muted">{t(`${name}What`)}</p>
            </div>
            {!done && (
              <ButtonLink
                to={to}
                kind={next?.name === name ? "primary" : "plain"}
                className="col-start-2 justify-self-start sm:col-start-3"
              >
                {t(`${name}Action`)}
              </ButtonLink>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}
