import { useId } from "react";
import { useTranslations } from "use-intl";
import type { Provider } from "../api/schema.d.ts";
import { Field, Input, Select, Switch, Textarea } from "../ui/field.tsx";
import { useMoney } from "../ui/money.tsx";
import { Draft } from "./draft.ts";

type Props = {
  draft: Draft.Draft;
  onChange: (changed: Partial<Draft.Draft>) => void;
  provider: Provider;
  providers: readonly Provider[];
  /** The provider of a rule that exists can't be changed. */
  fixed: boolean;
  disabled: boolean;
  errors: readonly Draft.FieldError[];
  /** Places that are on offer at this moment. */
  places: readonly string[];
};

/** The five groups of a rule. What the provider does not take is not shown. */
export function RuleForm(props: Props) {
  const { draft, onChange, provider, providers, fixed, disabled, errors, places } = props;
  const t = useTranslations("RuleForm");
  const category = useTranslations("Hub");
  const money = useMoney();
  const placesId = useId();
  const error = (name: string) => errors.find(({ field }) => field === name || field.startsWith(`${name}.`))?.message;
  const text = (name: keyof Draft.Draft, extra: React.ComponentProps<"input"> = {}) => ({
    name,
    value: String(draft[name]),
    disabled,
    autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onChange({ [name]: event.target.value }),
    ...extra,
  });
  const number = (name: keyof Draft.Draft) => text(name, { inputMode: "numeric", className: "text-end font-mono" });
  const amount = (name: keyof Draft.Draft) => text(name, { inputMode: "decimal", className: "text-end font-mono" });
  const takes = (extra: Provider["takes"][number]) => provider.takes.includes(extra);
  const { currency } = provider;
  const enough =
    (Draft.toMinor(draft.maxMonthly) ?? 0) * (Number(draft.termMonths) || 1) + (Draft.toMinor(draft.maxSetup) ?? 0);
  const buys = provider.orderable.includes(draft.category);

  return (
    <div className="flex flex-col gap-6">
      <Group title={t("what")}>
        <Field label={t("name")} error={error("name")} className="sm:col-span-3">
          {(control) => <Input {...control} {...text("name", { maxLength: 100, required: true })} />}
        </Field>
        <Field label={t("provider")} error={error("provider")} hint={fixed ? t("providerFixed") : undefined} className="sm:col-span-2">
          {(control) => (
            <Select
              {...control}
              value={draft.provider}
              disabled={disabled || fixed}
              onChange={(event) => onChange({ provider: event.target.value as Draft.Draft["provider"] })}
            >
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("category")} error={error("category")}>
          {(control) => (
            <Select
              {...control}
              value={draft.category}
              disabled={disabled}
              onChange={(event) => onChange({ category: event.target.value as Draft.Draft["category"] })}
            >
              {provider.categories.map((name) => (
                <option key={name} value={name}>
                  {category(`category.${name}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("minCores")} error={error("minCores")}>
          {(control) => <Input {...control} {...number("minCores")} placeholder={t("any")} />}
        </Field>
        <Field label={t("minMemoryGib")} error={error("minMemoryGib")}>
          {(control) => <Input {...control} {...number("minMemoryGib")} placeholder={t("any")} />}
        </Field>
        <Field label={t("minDiskGb")} error={error("minDiskGb")}>
          {(control) => <Input {...control} {...number("minDiskGb")} placeholder={t("any")} />}
        </Field>
      </Group>
      <Group title={t("where")}>
        <Field label={t("locations")} hint={t("locationsHint")} error={error("locations")} className="sm:col-span-2">
          {(control) => <Input {...control} {...text("locations")} list={placesId} placeholder={t("anywhere")} />}
        </Field>
        <datalist id={placesId}>
          {places.map((place) => (
            <option key={place} value={place} />
          ))}
        </datalist>
        <Field label={t("prefer")} error={error("prefer")}>
          {(control) => (
            <Select
              {...control}
              value={draft.prefer}
              disabled={disabled || !/[,;]/.test(draft.locations)}
              onChange={(event) => onChange({ prefer: event.target.value as Draft.Draft["prefer"] })}
            >
              <option value="price">{t("preferPrice")}</option>
              <option value="location">{t("preferLocation")}</option>
            </Select>
          )}
        </Field>
      </Group>
      <Group title={t("price")}>
        <Field label={t("maxMonthly", { currency })} hint={t("net")} error={error("maxMonthly")}>
          {(control) => <Input {...control} {...amount("maxMonthly")} required />}
        </Field>
        <Field label={t("maxSetup", { currency })} hint={t("maxSetupHint")} error={error("maxSetup")}>
          {(control) => <Input {...control} {...amount("maxSetup")} placeholder="0" />}
        </Field>
        <Switch
          label={t("ipv4")}
          hint={t("ipv4Hint")}
          checked={draft.ipv4}
          disabled={disabled}
          onChange={(event) => onChange({ ipv4: event.target.checked })}
        />
        {provider.terms.length > 1 && (
          <Field label={t("termMonths")} hint={t("termHint")} error={error("termMonths")}>
            {(control) => (
              <Select
                {...control}
                value={draft.termMonths}
                disabled={disabled}
                onChange={(event) => onChange({ termMonths: event.target.value })}
              >
                {provider.terms.map((months) => (
                  <option key={months} value={months}>
                    {t("months", { months })}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </Group>
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
        {draft.autoBuy && (
          <>
            <Field
              label={t("budget", { currency })}
              hint={draft.budget.trim() === "" ? t("budgetAuto", { amount: money(enough, currency) }) : t("budgetHint")}
              error={error("budget")}
            >
              {(control) => <Input {...control} {...amount("budget")} placeholder={Draft.toMajor(enough)} />}
            </Field>
            {provider.payments.length > 1 && (
              <Field label={t("payment")} error={error("payment")} hint={draft.payment === "by_hand" ? t("byHandHint") : undefined}>
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
                {(control) => <Input {...control} {...text("image", { maxLength: 100 })} placeholder={t("default")} />}
              </Field>
            )}
            {takes("hostname") && (
              <Field label={t("hostname")} hint={t("hostnameHint", { pattern: "web-{location}-{id}" })} error={error("hostname")}>
                {(control) => <Input {...control} {...text("hostname", { maxLength: 200 })} placeholder={t("default")} />}
              </Field>
            )}
            {takes("sshKeys") && (
              <Field label={t("sshKeys")} hint={t("sshKeysHint")} error={error("sshKeys")} className="sm:col-span-3">
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
        )}
      </Group>
      <Group title={t("note")}>
        <Field label={t("description")} error={error("description")} className="sm:col-span-3">
          {(control) => (
            <Textarea
              {...control}
              name="description"
              rows={2}
              maxLength={1000}
              value={draft.description}
              disabled={disabled}
              onChange={(event) => onChange({ description: event.target.value })}
            />
          )}
        </Field>
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-base font-semibold">{title}</legend>
      <div className="grid items-start gap-x-4 gap-y-3 sm:grid-cols-3">{children}</div>
    </fieldset>
  );
}
