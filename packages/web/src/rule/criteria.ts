import { useTranslations } from "use-intl";
import type { Rule } from "../api/schema.d.ts";
import { diskKind, useSizes } from "../hub/text.ts";
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
      rule.minThreads > 0 && `≥ ${c("threads", { count: rule.minThreads })}`,
      rule.minMemoryGib > 0 && `≥ ${rule.minMemoryGib} GiB`,
      rule.ecc && "ECC",
      rule.minDisks > 0 && `≥ ${c("disks", { count: rule.minDisks })}`,
      rule.minDiskGb > 0 && `≥ ${size(rule.minDiskGb)}`,
      rule.diskKind && diskKind(rule.diskKind),
      rule.minGpus > 0 && `≥ ${rule.minGpus} GPU`,
      rule.gpuModel,
      rule.minBandwidthMbit > 0 && `≥ ${rule.minBandwidthMbit} Mbit/s`,
      c("atMost", { price: money(rule.maxMonthly, rule.currency) }),
      rule.locations.length > 0 && rule.locations.join(", "),
    ]
      .filter(Boolean)
      .join(" · ");
}
