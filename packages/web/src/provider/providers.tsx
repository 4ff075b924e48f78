import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { SettingsTabs } from "../account/tabs.tsx";
import { connections, providers } from "../api/queries.ts";
import { Icon } from "../ui/icon.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Failed, Skeleton } from "../ui/states.tsx";
import { ProviderCard } from "./card.tsx";

export function Page() {
  const t = useTranslations("Providers");
  const known = useQuery(providers);
  const saved = useQuery(connections);
  const failed = (!known.data && known.error) || (!saved.data && saved.error);
  return (
    <Frame title={t("title")} intro={t("intro")}>
      <SettingsTabs />
      <Banner tone="info" className="flex items-start gap-2">
        <Icon name="lock" className="mt-0.5 text-accent" />
        <span>{t("encrypted")}</span>
      </Banner>
      {failed ? (
        <Failed error={failed} onRetry={() => void Promise.all([known.refetch(), saved.refetch()])} />
      ) : known.data && saved.data ? (
        <ul className="grid items-start gap-4 xl:grid-cols-2">
          {known.data.map((provider) => (
            <li key={provider.id} id={provider.id} className="min-w-0 scroll-mt-20">
              <ProviderCard
                provider={provider}
                connection={saved.data.find((connection) => connection.provider === provider.id)}
              />
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton rows={5} />
      )}
    </Frame>
  );
}
