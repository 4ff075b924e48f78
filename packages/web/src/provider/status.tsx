import { useTranslations } from "use-intl";
import type { Connection } from "../api/schema.d.ts";
import { Status, type Tone } from "../ui/status.tsx";

const TONES: Record<Connection["status"], Tone> = { VERIFIED: "good", VERIFYING: "busy", ERROR: "bad" };

/** The word is CloudCO's own in every language. */
export function ConnectionStatus({
  connection,
  testing = false,
}: {
  connection: Pick<Connection, "status"> | undefined;
  testing?: boolean;
}) {
  const t = useTranslations("Providers");
  if (testing) return <Status tone="busy">VERIFYING</Status>;
  if (!connection) return <Status tone="none">{t("notConnected")}</Status>;
  return <Status tone={TONES[connection.status]}>{connection.status}</Status>;
}
