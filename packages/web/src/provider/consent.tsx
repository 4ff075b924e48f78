import { useTranslations } from "use-intl";
import type { Connection } from "../api/schema.d.ts";
import { buttonClass } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Banner } from "../ui/states.tsx";
import { Clock } from "../ui/time.tsx";

/** The provider waits for its customer; the card turns green by itself. */
export function Consent({
  consent,
  provider,
}: {
  consent: NonNullable<Connection["consent"]>;
  provider: string;
}) {
  const t = useTranslations("Providers");
  return (
    <Banner tone="warn" role="status" className="flex flex-col items-start gap-2">
      <p>{t.rich("consent", { provider, time: () => <Clock at={consent.until} /> })}</p>
      <a href={consent.url} target="_blank" rel="noopener noreferrer" className={buttonClass("primary")}>
        {t("openConsent", { provider })}
        <Icon name="external" />
      </a>
    </Banner>
  );
}
