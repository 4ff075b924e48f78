import { useTranslations } from "use-intl";
import type { Provider } from "../api/schema.d.ts";
import { diskKind } from "../hub/text.ts";
import { Field, Input, Select, Switch } from "../ui/field.tsx";
import { controls, type FormProps } from "./controls.ts";
import type { Draft } from "./draft.ts";

const KINDS = ["nvme", "ssd", "hdd"] as const;

/** Criteria that not every provider's lists answer: only those are there that this one's do. */
export function Told(props: FormProps) {
  const { draft, onChange, provider, disabled } = props;
  const t = useTranslations("RuleForm");
  const { text, number, error } = controls(props);
  const tells = (name: Provider["tells"][number]) => provider.tells.includes(name);
  const count = (name: "minThreads" | "minDisks" | "minGpus" | "minBandwidthMbit") =>
    tells(name) && (
      <Field label={t(name)} error={error(name)}>
        {(control) => <Input {...control} {...number(name)} placeholder={t("any")} />}
      </Field>
    );
  return (
    <>
      {tells("diskKind") && (
        <Field label={t("diskKind")} error={error("diskKind")}>
          {(control) => (
            <Select
              {...control}
              value={draft.diskKind}
              disabled={disabled}
              onChange={(event) => onChange({ diskKind: event.target.value as Draft.Draft["diskKind"] })}
            >
              <option value="">{t("any")}</option>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {diskKind(kind)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {count("minDisks")}
      {count("minThreads")}
      {tells("gpuModel") && (
        <Field label={t("gpuModel")} error={error("gpuModel")}>
          {(control) => (
            <Input {...control} {...text("gpuModel", { maxLength: 100 })} placeholder={t("any")} />
          )}
        </Field>
      )}
      {count("minGpus")}
      {count("minBandwidthMbit")}
      {tells("ecc") && (
        <Switch
          className="sm:col-span-3"
          label={t("ecc")}
          checked={draft.ecc}
          disabled={disabled}
          onChange={(event) => onChange({ ecc: event.target.checked })}
        />
      )}
    </>
  );
}
