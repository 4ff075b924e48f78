import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { match, providers, rules, snipe as snipeQuery } from "../api/queries.ts";
import type { Snipe } from "../api/schema.d.ts";
import { type Fact, Facts, listingFacts } from "../hub/facts.tsx";
import { useSizes } from "../hub/text.ts";
import { Timeline } from "../match/timeline.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { Money } from "../ui/money.tsx";
import { Card, Page as Frame } from "../ui/page.tsx";
import { Banner, Failed, Skeleton } from "../ui/states.tsx";
import { When } from "../ui/time.tsx";
import { SnipeActions } from "./actions.tsx";
import { SnipeState } from "./state.tsx";
import { Terminate } from "./terminate.tsx";
import { TerminationNote } from "./termination.tsx";

export function Page() {
  const t = useTranslations("Snipes");
  const { snipeId } = useParams({ from: "/snipes/$snipeId" });
  const found = useQuery(snipeQuery(snipeId));
  if (!found.data) {
    return (
      <Frame title={t("one")}>
        {found.error ? (
          <Failed error={found.error} onRetry={() => void found.refetch()} />
        ) : (
          <Skeleton rows={6} />
        )}
      </Frame>
    );
  }
  return <Server snipe={found.data} />;
}

function Server({ snipe }: { snipe: Snipe }) {
  const t = useTranslations("Snipes");
  const m = useTranslations("Match");
  const h = useTranslations("Hub");
  const navigate = useNavigate();
  const names = new Map(useQuery(providers).data?.map(({ id, name }) => [id, name]));
  const rule = useQuery(rules).data?.find(({ id }) => id === snipe.ruleId);
  const order = useQuery(match(snipe.matchId));
  const { disks } = useSizes();
  const [ending, setEnding] = useState(false);
  const provider = names.get(snipe.provider) ?? snipe.provider;
  const { price, server } = snipe;
  const facts: Fact[] = [
    [h("provider"), provider],
    [t("serverId"), server.id ? <Copied key="id" text={server.id} /> : t("notYet")],
    [t("address"), server.ipv4 ? <Copied key="ip" text={server.ipv4} /> : t("notYet")],
    [t("reference"), <Copied key="ref" text={snipe.reference} />],
    [t("monthlyNet"), <Money key="price" minor={price.monthly} currency={price.currency} />],
    [
      h("setup"),
      price.setup ? <Money key="setup" minor={price.setup} currency={price.currency} /> : h("noSetup"),
    ],
    [t("termLabel"), t("term", { months: snipe.termMonths })],
    [t("boughtAt"), <When key="at" at={snipe.boughtAt} />],
    [
      m("rule"),
      rule ? (
        <Link
          key="rule"
          to="/rules/$ruleId"
          params={{ ruleId: rule.id }}
          className="underline underline-offset-2"
        >
          {rule.name}
        </Link>
      ) : (
        m("ruleGone")
      ),
    ],
    ...listingFacts(snipe.listing, h, disks),
  ];
  return (
    <Frame
      title={snipe.listing.cpu.name || snipe.listing.name}
      actions={
        <SnipeActions
          snipe={snipe}
          onTerminate={() => setEnding(true)}
          onRemoved={() => void navigate({ to: "/snipes" })}
        />
      }
      intro={<SnipeState snipe={snipe} />}
    >
      <TerminationNote snipe={snipe} />
      {server.state === "unpaid" && (
        <Banner tone="warn">{t("unpaidWhat", { provider, reference: snipe.reference })}</Banner>
      )}
      {snipe.reconciled && <Banner tone="good">{m("found", { provider })}</Banner>}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
        <Card>
          <h2 className="mb-3 text-base font-semibold">{m("timeline")}</h2>
          {order.data ? (
            <Timeline match={order.data} />
          ) : order.error ? (
            <Failed error={order.error} onRetry={() => void order.refetch()} />
          ) : (
            <Skeleton rows={4} />
          )}
        </Card>
        <Card>
          <h2 className="mb-3 text-base font-semibold">{t("one")}</h2>
          <Facts facts={facts} />
        </Card>
      </div>
      {ending && <Terminate snipe={snipe} provider={provider} onClose={() => setEnding(false)} />}
    </Frame>
  );
}

function Copied({ text }: { text: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      <code className="min-w-0 font-mono break-all">{text}</code>
      <CopyButton text={text} />
    </span>
  );
}
