import { type FormEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import type { Connection, Provider } from "../api/schema.d.ts";
import { useApp } from "../shell/context.ts";
import { Button } from "../ui/button.tsx";
import { Field, Input } from "../ui/field.tsx";
import { useSend } from "../ui/send.ts";
import { Banner } from "../ui/states.tsx";
import { Guide } from "./guide.tsx";
import { TryLater } from "./try-later.tsx";

type Props = { provider: Provider; onSaved: (connection: Connection) => void; onCancel?: () => void };

/**
 * The fields are the browser's, not the page's state: what is typed goes from the input into one request, and is emptied
 * before its answer is looked at.
 */
export function CredentialsForm({ provider, onSaved, onCancel }: Props) {
  const t = useTranslations("Providers");
  const { config } = useApp();
  const form = useRef<HTMLFormElement>(null);
  const [noConsentKey, setNoConsentKey] = useState(true);
  const [isLegacy, setIsLegacy] = useState(false);
  const { pending, error, send } = useSend();
  const wrong = error instanceof ApiError && error.code === "request.invalid" ? error.fields : [];
  const { consentField } = provider;
  const testAccount = config.simulated?.accounts[provider.id];

  const take = (): Record<string, string> => {
    const entries = [...new FormData(form.current ?? undefined)];
    form.current?.reset();
    setNoConsentKey(true);
    setIsLegacy(false);
    return Object.fromEntries(entries.filter(([, value]) => value !== "")) as Record<string, string>;
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void send(async () => {
      const params = { path: { provider: provider.id } };
      onSaved(await ask(api().PUT("/connections/{provider}", { params, body: take() as never })));
    });
  };
  const requestKey = () => {
    if (!form.current?.reportValidity()) return;
    void send(async () => {
      const params = { path: { provider: provider.id } };
      onSaved(
        await ask(api().POST("/connections/{provider}/consumer-key", { params, body: take() as never })),
      );
    });
  };
  const look = () => {
    const values = new FormData(form.current ?? undefined);
    const empty = !consentField || !values.get(consentField);
    setNoConsentKey(empty);
    const secrets = provider.fields.filter(({ secret, name }) => secret && name !== consentField);
    const joined = secrets.some(({ name }) => /^[^\s:]+:[^\s:]+$/.test(String(values.get(name) ?? "")));
    setIsLegacy(consentField !== null && empty && joined);
  };
  const fill = () => {
    for (const [name, value] of Object.entries(testAccount ?? {})) {
      const input = form.current?.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    look();
  };

  return (
    <form
      ref={form}
      onSubmit={save}
      onInput={look}
      autoComplete="off"
      aria-label={t("credentialsOf", { provider: provider.name })}
      className="flex flex-col gap-3"
    >
      {provider.fields.map((field) => (
        <Field
          key={field.name}
          lang="en"
          label={
            <>
              {field.label}
              {!field.required && <span className="font-normal text-muted"> ({t("optional")})</span>}
            </>
          }
          hint={field.help}
          error={wrong.find((problem) => problem.field === field.name)?.message}
        >
          {(control) => (
            <Input
              {...control}
              name={field.name}
              type={field.secret ? "password" : "text"}
              autoComplete={field.secret ? "new-password" : "off"}
              spellCheck={false}
              autoCapitalize="off"
              required={field.required}
              maxLength={field.maxLength}
              className={field.note ? "" : "font-mono"}
            />
          )}
        </Field>
      ))}
      {isLegacy && <Banner tone="info">{t("legacy")}</Banner>}
      {error && wrong.length === 0 ? <TryLater error={error} /> : null}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" kind="primary" pending={pending}>
          {pending ? t("asking", { provider: provider.name }) : "Save & Verify"}
        </Button>
        {consentField && noConsentKey && !isLegacy && (
          <Button onClick={requestKey} pending={pending}>
            {t("requestKey")}
          </Button>
        )}
        {testAccount && (
          <Button onClick={fill} kind="quiet" className="text-accent">
            {t("testAccount")}
          </Button>
        )}
        {onCancel && (
          <Button kind="quiet" onClick={onCancel}>
            {t("cancel")}
          </Button>
        )}
      </div>
      <Guide guide={provider.guide} />
    </form>
  );
}
