import { useTranslations } from "use-intl";
import type { Provider } from "../api/schema.d.ts";
import { Field, Input, Select, Switch, Textarea } from "../ui/field.tsx";
import { useMoney } from "../ui/money.tsx";
import { controls, type FormProps } from "./controls.ts";
import { Draft } from "./draft.ts";
import { Group } from "./group.tsx";

/** Whether it buys, for how much, and how an order is to be filled in. */
export function Buying(props: FormProps) {
  const { draft, onChange, provider, disabled } = props;
  const t = useTranslations("RuleForm");
  const { error } = controls(props);
  const buys = provider.orderable.includes(draft.category);
  return (
    <Group title={t("buying")}>
      <div className="sm:col-span-3">
        <Switch
          label={t("autoBuy")}
          hint={buys ? t("autoBuyHint") : t("autoBuyNot", { provider: provider.name })}
          checked={draft.autoBuy}
          disabled={disabled || (!buys && !draft.autoBuy)}
          onChange={(event) => onChange({ autoBuy: event.target.checked })}
        />
        {error("autoBuy") && (
          <p className="mt-1 text-xs text-bad" lang="en">
            {error("autoBuy")}
          </p>
        )}
      </div>
      {draft.autoBuy && <Order {...props} />}
    </Group>
  );
}

function Order(props: FormProps) {
  const { draft, onChange, provider, disabled } = props;
  const t = useTranslations("RuleForm");
  const money = useMoney();
  const { text, number, amount, error } = controls(props);
  const takes = (extra: Provider["takes"][number]) => provider.takes.includes(extra);
  const { currency } = draft;
  const each =
    (Draft.toMinor(draft.maxMonthly) ?? 0) * (Number(draft.termMonths) || 1) +
    (Draft.toMinor(draft.maxSetup) ?? 0);
  const enough = each * (Draft.toQuantity(draft.quantity) ?? 1);
  return (
    <>
      <Field label={t("quantity")} hint={t("quantityHint")} error={error("quantity")}>
        {(control) => <Input {...control} {...number("quantity")} />}
      </Field>
      <Field
        label={t("budget", { currency })}
        hint={
          draft.budget.trim() === "" ? t("budgetAuto", { amount: money(enough, currency) }) : t("budgetHint")
        }
        error={error("budget")}
      >
        {(control) => <Input {...control} {...amount("budget")} placeholder={Draft.toMajor(enough)} />}
      </Field>
      {provider.payments.length > 1 && (
        <Field
          label={t("payment")}
          error={error("payment")}
          hint={draft.payment === "by_hand" ? t("byHandHint") : undefined}
        >
          {(control) => (
            <Select
              {...control}
              value={draft.payment}
              disabled={disabled}
              onChange={(event) => onChange({ payment: event.target.value as Draft.Draft["payment"] })}
            >
              {provider.payments.map((name) => (
                <option key={name} value={name}>
                  {t(name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {takes("image") && (
        <Field label={t("image")} hint={t("imageHint")} error={error("image")}>
          {(control) => (
            <Input {...control} {...text("image", { maxLength: 100 })} placeholder={t("default")} />
          )}
        </Field>
      )}
      {takes("hostname") && (
        <Field
          label={t("hostname")}
          hint={t("hostnameHint", { pattern: "web-{location}-{id}" })}
          error={error("hostname")}
        >
          {(control) => (
            <Input {...control} {...text("hostname", { maxLength: 200 })} placeholder={t("default")} />
          )}
        </Field>
      )}
      {takes("sshKeys") && (
        <Field
          label={t("sshKeys")}
          hint={t("sshKeysHint")}
          error={error("sshKeys")}
          className="sm:col-span-3"
        >
          {(control) => (
            <Textarea
              {...control}
              name="sshKeys"
              rows={2}
              value={draft.sshKeys}
              disabled={disabled}
              onChange={(event) => onChange({ sshKeys: event.target.value })}
              className="font-mono"
            />
          )}
        </Field>
      )}
      {takes("waiveWithdrawal") && (
        <Switch
          className="sm:col-span-3"
          label={t("waiveWithdrawal")}
          hint={t("waiveHint")}
          checked={draft.waiveWithdrawal}
          disabled={disabled}
          onChange={(event) => onChange({ waiveWithdrawal: event.target.checked })}
        />
      )}
    </>
  );
}
