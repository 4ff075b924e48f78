import type { ChangeEvent, ComponentProps } from "react";
import type { Provider } from "../api/schema.d.ts";
import type { Draft } from "./draft.ts";

export type FormProps = {
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

/** What the inputs of a draft have in common. */
export function controls({ draft, onChange, disabled, errors }: FormProps) {
  const error = (name: string) =>
    errors.find(({ field }) => field === name || field.startsWith(`${name}.`))?.message;
  const text = (name: keyof Draft.Draft, extra: ComponentProps<"input"> = {}) => ({
    name,
    value: String(draft[name]),
    disabled,
    autoComplete: "off",
    onChange: (event: ChangeEvent<HTMLInputElement>) => onChange({ [name]: event.target.value }),
    ...extra,
  });
  const number = (name: keyof Draft.Draft) =>
    text(name, { inputMode: "numeric", className: "text-end font-mono" });
  const amount = (name: keyof Draft.Draft) =>
    text(name, { inputMode: "decimal", className: "text-end font-mono" });
  return { text, number, amount, error };
}
