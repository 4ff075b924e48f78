import { useId } from "react";
import { useTranslations } from "use-intl";
import { Field, Input, Select, Switch, Textarea } from "../ui/field.tsx";
import { Buying } from "./buying.tsx";
import { controls, type FormProps } from "./controls.ts";
import type { Draft } from "./draft.ts";
import { Group } from "./group.tsx";
import { Told } from "./told.tsx";

/** The five groups of a rule. What the provider does not take is not shown. */
export function RuleForm(props: FormProps) {
  const { draft, onChange, provider, providers, fixed, disabled, places } = props;
  const t = useTranslations("RuleForm");
  const category = useTranslations("Hub");
  const { text, number, amount, error } = controls(props);
  const placesId = useId();
  const { currency } = draft;

  return (
    <div className="flex flex-col gap-6">
      <Group title={t("what")}>
        <Field label={t("name")} error={error("name")} className="sm:col-span-3">
          {(control) => <Input {...control} {...text("name", { maxLength: 100, required: true })} />}
        </Field>
        <Field
          label={t("provider")}
          error={error("provider")}
          hint={fixed ? t("providerFixed") : undefined}
          className="sm:col-span-2"
        >
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
        <Told {...props} />
      </Group>
      <Group title={t("where")}>
        <Field
          label={t("locations")}
          hint={t("locationsHint")}
          error={error("locations")}
          className="sm:col-span-2"
        >
          {(control) => (
            <Input {...control} {...text("locations")} list={placesId} placeholder={t("anywhere")} />
          )}
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
        {(provider.currencies.length > 1 || currency !== provider.currency) && (
          <Field
            label={t("currency")}
            hint={t("currencyHint", { provider: provider.name })}
            error={error("currency")}
            className="sm:col-span-3"
          >
            {(control) => (
              <Select
                {...control}
                value={currency}
                disabled={disabled}
                onChange={(event) => onChange({ currency: event.target.value as Draft.Draft["currency"] })}
              >
                {[...new Set([...provider.currencies, currency])].map((code) => (
                  <option key={code} value={code}>
                    {code}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
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
      <Buying {...props} />
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
