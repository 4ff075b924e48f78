import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { connections, providers, queryClient, rules } from "../api/queries.ts";
import type { Provider } from "../api/schema.d.ts";
import { Page as Frame } from "../ui/page.tsx";
import { Failed, Skeleton } from "../ui/states.tsx";
import { toast } from "../ui/toast.tsx";
import { Draft } from "./draft.ts";
import { Editor } from "./editor.tsx";

const route = getRouteApi("/rules/new");

export function Page() {
  const t = useTranslations("Rules");
  const search = route.useSearch();
  const navigate = useNavigate();
  const known = useQuery(providers);
  const saved = useQuery(connections);
  const list = useQuery({ ...rules, enabled: search.copy !== undefined });
  // The same wish however often it is sent: a second click, or a retry after a lost answer.
  const key = useRef(crypto.randomUUID());
  const [first, ...others] = known.data ?? [];
  const copied = list.data?.find(({ id }) => id === search.copy);
  // What the account pays in decides what an amount means.
  const waiting = saved.isPending || (search.copy !== undefined && list.isPending);
  const error = known.error ?? list.error;
  if (!first || waiting) {
    return (
      <Frame title={t("new")}>
        {error ? <Failed error={error} onRetry={() => void known.refetch()} /> : <Skeleton rows={8} />}
      </Frame>
    );
  }
  const all: [Provider, ...Provider[]] = [first, ...others];
  const draft = copied
    ? { ...Draft.ofRule(copied), name: t("copyName", { name: copied.name }).slice(0, 100) }
    : Draft.fresh(search, all, saved.data);
  return (
    <Frame title={t("new")}>
      <Editor
        key={`${search.copy ?? ""}${search.provider ?? ""}`}
        first={draft}
        providers={all}
        fixed={false}
        isActive={false}
        action={t("create")}
        save={async (body) => {
          try {
            const headers = { "idempotency-key": key.current };
            await ask(api().POST("/rules", { body, params: { header: headers } }));
          } catch (cause) {
            // A rule came of an earlier try whose answer was lost: what is sent next is another wish.
            if (cause instanceof ApiError && cause.code === "rule.key_used")
              key.current = crypto.randomUUID();
            throw cause;
          }
          await queryClient.invalidateQueries({ queryKey: ["rules"] });
        }}
        onSaved={({ name }) => {
          queryClient.invalidateQueries({ queryKey: ["pulse"] }).catch(() => undefined);
          toast({ id: "rule", text: t("created", { name }) });
          navigate({ to: "/rules" }).catch(() => undefined);
        }}
      />
    </Frame>
  );
}
