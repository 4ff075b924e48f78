import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import { connections, matches, providers, pulse } from "../api/queries.ts";
import { Icon } from "../ui/icon.tsx";
import { useApp } from "./context.ts";

/** At most one line, the most urgent. */
export function Notice() {
  const t = useTranslations("Notice");
  const { config } = useApp();
  const human = useQuery(matches).data?.find(({ state }) => state === "needs_human");
  const names = new Map(useQuery(providers).data?.map(({ id, name }) => [id, name]));
  const broken = useQuery(connections).data?.find(({ status }) => status === "ERROR");
  const isOffline = useQuery(pulse).isError;
  const link = (chunks: React.ReactNode) => <span className="underline underline-offset-2">{chunks}</span>;

  if (human) {
    return (
      <Line tone="bad">
        <Link to="/matches/$matchId" params={{ matchId: human.id }}>
          {t.rich("human", { name: human.listing.name, link })}
        </Link>
      </Line>
    );
  }
  if (broken) {
    return (
      <Line tone="bad">
        <Link to="/settings/providers" hash={broken.provider}>
          {t.rich("connection", { provider: names.get(broken.provider) ?? broken.provider, link })}
        </Link>
      </Line>
    );
  }
  if (isOffline) return <Line tone="warn">{t("offline")}</Line>;
  if (config.simulated) {
    return <Line tone="info">{t("simulated", { minutes: config.simulated.minutesPerMinute })}</Line>;
  }
  return null;
}

function Line({ tone, children }: { tone: "bad" | "warn" | "info"; children: React.ReactNode }) {
  const tones = {
    bad: "bg-bad-soft text-bad",
    warn: "bg-warn-soft text-warn",
    info: "bg-accent-soft text-ink",
  };
  return (
    <div
      role="status"
      className={`flex items-center gap-2 border-b border-line px-4 py-1.5 text-sm md:px-6 ${tones[tone]}`}
    >
      {tone !== "info" && <Icon name="warning" />}
      <div>{children}</div>
    </div>
  );
}
