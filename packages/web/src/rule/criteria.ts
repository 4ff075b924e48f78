import { useTranslations } from "use-intl";
import type { Rule } from "../api/schema.d.ts";
import { useSizes } from "../hub/text.ts";
import { useMoney } from "../ui/money.tsx";

/** What a rule looks for, in one line. */
export function useCriteria(): (rule: Rule) => string {
  const t = useTranslations("Hub");
  const c = useTranslations("Rules");
  const money = useMoney();
  const { size } = useSizes();
  return (rule) =>
    [
      t(`category.${rule.category}`),
      rule.minCores > 0 && `≥ ${t("coresShort", { cores: rule.minCores })}`,
      rule.minMemoryGib > 0 && `≥ ${rule.minMemoryGib} GiB`,
      rule.minDiskGb > 0 && `≥ ${size(rule.minDiskGb)}`,
      c("atMost", { price: money(rule.maxMonthly, rule.currency) }),
      rule.locations.length > 0 && rule.locations.join(", "),
    ]
      .filter(Boolean)
      .join(" · ");
}
