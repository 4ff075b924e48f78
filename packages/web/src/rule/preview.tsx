import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import type { Provider, RuleInput, RulePreview } from "../api/schema.d.ts";
import { Money, useMoney } from "../ui/money.tsx";
import { Card } from "../ui/page.tsx";
import { Banner, Failed, Skeleton } from "../ui/states.tsx";

const AFTER_MS = 300;
/** A rule may be looked at before it has a name. */
const UNNAMED = "…";

/** What the matcher that buys makes of a draft, a moment after the last key. Null while it is not complete. */
export function usePreview(body: RuleInput | null) {
  const wanted = body ? JSON.stringify({ ...body, name: UNNAMED, description: "" }) : null;
  const [asked, setAsked] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wanted), AFTER_MS);
    return () => clearTimeout(timer);
  }, [wanted]);
  return useQuery({
    queryKey: ["preview", asked],
    queryFn: async ({ signal }) => {
      const of = JSON.parse(asked ?? "{}") as RuleInput;
      return { of, preview: await ask(api().POST("/rules/preview", { body: of, signal })) };
    },
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    gcTime: 60_000,
  });
}

type Props = {
  query: ReturnType<typeof usePreview>;
  draft: RuleInput | null;
  provider: Provider;
  isActive: boolean;
};

export function Preview({ query, draft, provider, isActive }: Props) {
  const t = useTranslations("Preview");
  // What is said of a draft is said of the one that was asked about: the next answer comes a moment after the last key.
  const data = draft && !query.error ? query.data : undefined;
  const shown = data?.of.provider === draft?.provider ? data : undefined;
  return (
    <Card className="flex flex-col gap-4 lg:sticky lg:top-17">
      <h2 className="text-base font-semibold">{t("title")}</h2>
      {!draft ? (
        <p className="text-muted">{t("incomplete")}</p>
      ) : query.error ? (
        <Failed error={query.error} onRetry={() => void query.refetch()} />
      ) : shown ? (
        <div aria-busy={query.isFetching} className="flex flex-col gap-4">
          <Now preview={shown.preview} draft={shown.of} provider={provider} />
          <Consequences preview={shown.preview} draft={shown.of} provider={provider} isActive={isActive} />
        </div>
      ) : (
        <Skeleton rows={5} />
      )}
    </Card>
  );
}

function Now({ preview, draft, provider }: { preview: RulePreview; draft: RuleInput; provider: Provider }) {
  const t = useTranslations("Preview");
  if (preview.matches === null)
    return <Banner tone="warn">{t("notRead", { provider: provider.name })}</Banner>;
  return (
    <section className="flex flex-col gap-2" aria-live="polite">
      <p className="text-lg font-semibold">{t("matches", { count: preview.matches })}</p>
      {preview.matches > preview.takes && draft.autoBuy && (
        <p className="text-sm text-warn">{t("tooDear", { count: preview.matches - preview.takes })}</p>
      )}
      {preview.best.length > 0 && (
        <ol className="flex flex-col">
          {preview.best.map(({ listing, monthlyNet }, at) => (
            <li
              key={listing.id}
              className="flex items-baseline justify-between gap-3 border-t border-line py-1.5"
            >
              <span className="min-w-0">
                <span className="block truncate font-medium">{listing.cpu.name || listing.name}</span>
                <span className="block truncate text-xs text-muted">
                  {listing.memoryGib} GiB · {listing.location.code}
                </span>
                {at === 0 && (
                  <span className="block text-xs text-muted">
                    {t(draft.autoBuy ? "firstBought" : "firstTold", { why: draft.prefer ?? "price" })}
                  </span>
                )}
              </span>
              <Money minor={monthlyNet} currency={listing.price.currency} />
            </li>
          ))}
        </ol>
      )}
      {preview.matches === 0 && <p className="text-muted">{t("none")}</p>}
    </section>
  );
}

/** What would come of it, and what stands in its way. */
function Consequences({
  preview,
  draft,
  provider,
  isActive,
}: {
  preview: RulePreview;
  draft: RuleInput;
  provider: Provider;
  isActive: boolean;
}) {
  const t = useTranslations("Preview");
  const money = useMoney();
  const { plan, connection } = preview;
  const full = !isActive && plan.most !== null && plan.active >= plan.most;
  const link = (chunks: React.ReactNode) => (
    <Link to="/settings/providers" hash={provider.id} className="underline underline-offset-2">
      {chunks}
    </Link>
  );
  return (
    <section className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="font-semibold">{t("consequences")}</h3>
      {!draft.autoBuy && <p>{t("tells")}</p>}
      {draft.autoBuy && !preview.buys && <Banner tone="warn">{t("notInPlan")}</Banner>}
      {preview.buys && (
        <>
          <p>
            {t.rich("mostCost", {
              amount: money(preview.most, preview.currency),
              provider: provider.name,
              b: (chunks) => <strong className="font-mono">{chunks}</strong>,
            })}
          </p>
          <p className="text-muted">{t("once", { quantity: draft.quantity ?? 1 })}</p>
        </>
      )}
      {draft.autoBuy && connection !== "VERIFIED" && (
        <Banner tone="bad" role="alert">
          {t.rich(connection === null ? "noConnection" : "unproven", { provider: provider.name, link })}
        </Banner>
      )}
      {draft.autoBuy && connection === "VERIFIED" && (
        <p className="text-muted">{t("paymentUnknown", { provider: provider.name })}</p>
      )}
      <p className={full ? "text-bad" : "text-muted"}>
        {plan.most === null
          ? t("planAny", { active: plan.active })
          : t("plan", { active: plan.active, most: plan.most })}
      </p>
    </section>
  );
}
