import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useMemo, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiError } from "../api/error.ts";
import { catalogue, connections } from "../api/queries.ts";
import type { Connection, Provider, RuleInput } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { ConfirmLeave } from "../ui/leave.tsx";
import { useSend } from "../ui/send.ts";
import { Banner, Failed } from "../ui/states.tsx";
import { Draft } from "./draft.ts";
import { RuleForm } from "./form.tsx";
import { Preview, usePreview } from "./preview.tsx";

type Props = {
  first: Draft.Draft;
  providers: readonly [Provider, ...Provider[]];
  fixed: boolean;
  disabled?: boolean;
  /** Whether the rule counts among the active ones already. */
  isActive: boolean;
  /** The label of the button that saves. */
  action: string;
  save: (body: RuleInput) => Promise<void>;
  /** Once it is safe to leave. */
  onSaved: (body: RuleInput) => void;
  children?: ReactNode;
};

/** The form at the left, and what it would do at the right. */
export function Editor({
  first,
  providers,
  fixed,
  disabled = false,
  isActive,
  action,
  save,
  onSaved,
  children,
}: Props) {
  const t = useTranslations("RuleForm");
  const [draft, setDraft] = useState(first);
  const [wrong, setWrong] = useState<string[]>([]);
  const { pending, error, send } = useSend();
  const isSaved = useRef(false);
  const summary = useRef<HTMLDivElement>(null);
  const provider = providers.find(({ id }) => id === draft.provider) ?? providers[0];
  const made = Draft.toBody(draft, provider);
  const body = "body" in made ? made.body : null;
  const preview = usePreview(disabled ? null : body);
  const places = usePlaces(provider.id);
  const saved = useQuery(connections).data;
  const changed = JSON.stringify(draft) !== JSON.stringify(first);

  const change = (part: Partial<Draft.Draft>) => {
    setWrong((names) => names.filter((name) => !(name in part)));
    setDraft((before) => adapt(before, { ...before, ...part }, providers, saved));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = draft.name.trim() === "" ? ["name"] : [];
    const bad = [...missing, ...("wrong" in made ? made.wrong : [])];
    setWrong(bad);
    if (bad.length > 0 || !body) {
      requestAnimationFrame(() => summary.current?.focus());
      return;
    }
    void send(async () => {
      await save(body);
      isSaved.current = true;
      onSaved(body);
    });
  };
  const refused = error instanceof ApiError ? error.fields : [];
  const errors = [...wrong.map((field) => ({ field, message: t(`bad.${field}` as never) })), ...refused];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <form onSubmit={submit} noValidate className="flex min-w-0 flex-col gap-5">
        {wrong.length > 0 && (
          <div ref={summary} tabIndex={-1}>
            <Banner tone="bad" role="alert">
              <p className="font-semibold text-bad">{t("check")}</p>
              <ul className="list-disc ps-5">
                {wrong.map((field) => (
                  <li key={field}>{t(`bad.${field}` as never)}</li>
                ))}
              </ul>
            </Banner>
          </div>
        )}
        <RuleForm
          draft={draft}
          onChange={change}
          provider={provider}
          providers={providers}
          fixed={fixed}
          disabled={disabled || pending}
          errors={errors}
          places={places}
        />
        {error ? <Failed error={error} /> : null}
        <div className="flex flex-wrap items-center gap-2">
          {!disabled && (
            <Button type="submit" kind="primary" pending={pending}>
              {pending ? t("saving") : action}
            </Button>
          )}
          {children}
        </div>
      </form>
      {!disabled && <Preview query={preview} draft={body} provider={provider} isActive={isActive} />}
      <ConfirmLeave
        isNeeded={() => changed && !isSaved.current && !disabled}
        title={t("leave")}
        action={t("leaveAction")}
      >
        <p>{t("leaveWhat")}</p>
      </ConfirmLeave>
    </div>
  );
}

/** What another provider does not have is set back to what it has. */
function adapt(
  before: Draft.Draft,
  draft: Draft.Draft,
  providers: readonly [Provider, ...Provider[]],
  saved: readonly Connection[] | undefined,
): Draft.Draft {
  const provider = providers.find(({ id }) => id === draft.provider) ?? providers[0];
  const [first = draft.category] = provider.orderable;
  const category = provider.categories.includes(draft.category) ? draft.category : first;
  return {
    ...draft,
    category,
    currency: draft.provider === before.provider ? draft.currency : Draft.currencyOf(provider, saved),
    autoBuy: draft.autoBuy && provider.orderable.includes(category),
    termMonths: provider.terms.includes(Number(draft.termMonths))
      ? draft.termMonths
      : String(provider.terms[0] ?? 1),
    payment: provider.payments.includes(draft.payment)
      ? draft.payment
      : (provider.payments[0] ?? "automatic"),
  };
}

function usePlaces(provider: Provider["id"]): string[] {
  const columns = useQuery(catalogue(provider)).data?.columns;
  return useMemo(() => {
    const all = columns ? [...columns.country, ...columns.site, ...columns.code] : [];
    return [...new Set(all.filter((place) => place !== null))].sort().slice(0, 100);
  }, [columns]);
}
