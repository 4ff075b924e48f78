import { useTranslations } from "use-intl";
import type { Match } from "../api/schema.d.ts";
import { Status, type Tone } from "../ui/status.tsx";

export const TONES: Record<Match["state"], Tone> = {
  alerted: "none",
  matched: "busy",
  reserved: "busy",
  sending: "busy",
  placed: "good",
  rejected: "warn",
  not_sent: "warn",
  unknown: "warn",
  reconciled_placed: "good",
  reconciled_absent: "warn",
  needs_human: "bad",
  cancelled: "none",
};

export function MatchState({ match }: { match: Pick<Match, "state"> }) {
  const t = useTranslations("Match");
  return <Status tone={TONES[match.state]}>{t(`state.${match.state}`)}</Status>;
}
