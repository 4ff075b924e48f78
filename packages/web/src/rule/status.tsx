import { useTranslations } from "use-intl";
import type { Rule } from "../api/schema.d.ts";
import { Status, type Tone } from "../ui/status.tsx";

const TONES: Record<Rule["status"], Tone> = { active: "good", paused: "warn", completed: "none" };

export function RuleStatus({ rule }: { rule: Rule }) {
  const t = useTranslations("Rules");
  return <Status tone={TONES[rule.status]}>{t(`status.${rule.status}`)}</Status>;
}
