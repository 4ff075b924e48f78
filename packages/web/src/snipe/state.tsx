import { useTranslations } from "use-intl";
import type { Snipe } from "../api/schema.d.ts";
import { Status, type Tone } from "../ui/status.tsx";

const TONES: Record<Snipe["server"]["state"], Tone> = {
  unpaid: "warn",
  provisioning: "busy",
  ready: "good",
  cancelled: "none",
  terminating: "busy",
  terminated: "none",
};

export function SnipeState({ snipe }: { snipe: Pick<Snipe, "server"> }) {
  const t = useTranslations("Snipes");
  return <Status tone={TONES[snipe.server.state]}>{t(`state.${snipe.server.state}`)}</Status>;
}
