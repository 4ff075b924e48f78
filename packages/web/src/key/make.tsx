import { type FormEvent, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { keys, queryClient } from "../api/queries.ts";
import type { NewKey } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Checkbox, Field, Input, Select } from "../ui/field.tsx";
import { useSend } from "../ui/send.ts";
import { Failed } from "../ui/states.tsx";
import { isGrave, messageOf, SCOPES, type Scope } from "./scopes.ts";

const DAY_MS = 24 * 3_600_000;
/** Days that a key is good for; 0 is for ever. */
const DAYS = [30, 90, 365, 0] as const;

type Props = { onMade: (made: NewKey) => void; onClose: () => void };

export function MakeKey({ onMade, onClose }: Props) {
  const t = useTranslations("Keys");
  const { pending, error, send } = useSend();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState<number>(90);
  const [wrong, setWrong] = useState<readonly ("name" | "scopes")[]>([]);
  const form = useRef<HTMLFormElement>(null);
  // The same wish however often it is sent, and of other contents another one.
  const wish = useRef({ id: crypto.randomUUID(), expiresAt: null as string | null, of: "" });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const missing = [
      ...(name.trim() === "" ? (["name"] as const) : []),
      ...(scopes.length === 0 ? (["scopes"] as const) : []),
    ];
    setWrong(missing);
    if (missing.length > 0) {
      form.current?.querySelector<HTMLElement>(`[name=${missing[0]}]`)?.focus();
      return;
    }
    const of = JSON.stringify([name, scopes, days]);
    if (wish.current.of !== of) {
      const expiresAt = days === 0 ? null : new Date(Date.now() + days * DAY_MS).toISOString();
      wish.current = { id: crypto.randomUUID(), expiresAt, of };
    }
    const { id, expiresAt } = wish.current;
    void send(async () => {
      const header = { "idempotency-key": id };
      const body = { name: name.trim(), scopes: [...scopes], expiresAt };
      onMade(await ask(api().POST("/keys", { body, params: { header } })));
      queryClient.invalidateQueries({ queryKey: keys.queryKey }).catch(() => undefined);
      onClose();
    });
  };
  const refused = (field: string) =>
    error instanceof ApiError ? error.fields.find((one) => one.field === field)?.message : undefined;
  return (
    <Dialog title={t("makeTitle")} onClose={onClose}>
      <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field
          label={t("name")}
          hint={t("nameHint")}
          error={wrong.includes("name") ? t("nameMissing") : refused("name")}
        >
          {(control) => (
            <Input
              {...control}
              name="name"
              data-first-focus
              value={name}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <fieldset
          className="flex flex-col gap-2"
          aria-describedby={wrong.includes("scopes") ? "scopes-wrong" : undefined}
        >
          <legend className="mb-2 font-medium">{t("scopes")}</legend>
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              name="scopes"
              label={<code className={isGrave(scope) ? "text-warn" : ""}>{scope}</code>}
              hint={t(`scope.${messageOf(scope)}`)}
              checked={scopes.includes(scope)}
              onChange={({ target: { checked } }) =>
                setScopes(SCOPES.filter((one) => (one === scope ? checked : scopes.includes(one))))
              }
            />
          ))}
          {wrong.includes("scopes") && (
            <p id="scopes-wrong" className="text-xs text-bad">
              {t("scopesMissing")}
            </p>
          )}
        </fieldset>
        <Field label={t("expiry")} hint={t("expiryHint")} error={refused("expiresAt")}>
          {(control) => (
            <Select {...control} value={days} onChange={(event) => setDays(Number(event.target.value))}>
              {DAYS.map((count) => (
                <option key={count} value={count}>
                  {count === 0 ? t("never") : t("days", { count })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {error ? <Failed error={error} /> : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" kind="primary" pending={pending}>
            {pending ? t("making") : t("makeAction")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
