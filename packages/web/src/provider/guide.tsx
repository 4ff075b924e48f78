import { useTranslations } from "use-intl";
import type { Provider } from "../api/schema.d.ts";
import { Icon } from "../ui/icon.tsx";

export function Guide({ guide }: { guide: Provider["guide"] }) {
  const t = useTranslations("Providers");
  return (
    <details className="rounded-md border border-line px-3 py-2">
      <summary className="min-h-6 font-medium text-accent">{t("guide")}</summary>
      <ol className="mt-2 flex list-decimal flex-col gap-1 ps-5" lang="en">
        {guide.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <a
        href={guide.url}
        target="_blank"
        rel="noopener noreferrer"
        className="mt-2 inline-flex min-h-6 items-center gap-1.5 text-accent underline underline-offset-2"
      >
        {t("openProvider")} <Icon name="external" className="size-3.5" />
      </a>
    </details>
  );
}
