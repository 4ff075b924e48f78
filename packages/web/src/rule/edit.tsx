import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { providers, queryClient, rule as ruleQuery } from "../api/queries.ts";
import type { Provider, Rule, RuleChange, RuleInput } from "../api/schema.d.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Failed, Skeleton } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { Draft } from "./draft.ts";
import { Editor } from "./editor.tsx";
import { InFlightNote } from "./in-flight.tsx";
import { RuleStatus } from "./status.tsx";

export function Page() {
  const t = useTranslations("Rules");
  const { ruleId } = useParams({ from: "/rules/$ruleId" });
  const known = useQuery(providers);
  const found = useQuery(ruleQuery(ruleId));
  const error = known.error ?? found.error;
  const [first, ...others] = known.data ?? [];
  if (!found.data || !first) {
    return (
      <Frame title={t("edit")}>
        {error ? (
          <Failed error={error} onRetry={() => void Promise.all([known.refetch(), found.refetch()])} />
        ) : (
          <Skeleton rows={8} />
        )}
      </Frame>
    );
  }
  return <EditRule key={ruleId} rule={found.data} providers={[first, ...others]} />;
}

function EditRule({ rule, providers }: { rule: Rule; providers: [Provider, ...Provider[]] }) {
  const t = useTranslations("Rules");
  const navigate = useNavigate();
  const completed = rule.status === "completed";
  // What others change meanwhile is not written over what is being typed.
  const [first] = useState(() => Draft.ofRule(rule));
  const [before] = useState(rule);
  return (
    <Frame title={rule.name} actions={<RuleStatus rule={rule} />}>
      {rule.inFlight && <InFlightNote inFlight={rule.inFlight} />}
      {completed && (
        <Banner tone="info" className="flex flex-wrap items-center gap-2">
          {t("completedWhat")}
          <ButtonLink to="/rules/new" search={{ copy: rule.id }}>
            {t("copy")}
          </ButtonLink>
        </Banner>
      )}
      <Editor
        first={first}
        providers={providers}
        fixed
        disabled={completed}
        isActive={rule.status === "active"}
        action={t("save")}
        save={async (body) => {
          const changes = differences(before, body);
          if (Object.keys(changes).length > 0) {
            const path = { ruleId: rule.id };
            await ask(api().PATCH("/rules/{ruleId}", { params: { path }, body: changes }));
          }
          await queryClient.invalidateQueries({ queryKey: ["rules"] });
        }}
        onSaved={({ name }) => {
          toast({ id: "rule", text: t("saved", { name }) });
          navigate({ to: "/rules" }).catch(() => undefined);
        }}
      >
        <Button kind="quiet" onClick={() => void navigate({ to: "/rules" })}>
          {t("back")}
        </Button>
      </Editor>
    </Frame>
  );
}

/** Only what was changed is sent: the rest may have been changed elsewhere. */
function differences(rule: Rule, { provider: _provider, ...body }: RuleInput): RuleChange {
  const before: Record<string, unknown> = { ...rule, budget: rule.budget.cap };
  const wanted: Record<string, unknown> = {
    image: null,
    hostname: null,
    diskKind: null,
    gpuModel: null,
    ...body,
  };
  const changed = Object.entries(wanted).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name] ?? null),
  );
  return Object.fromEntries(changed) as RuleChange;
}
