import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./cx.ts";

const CONTROL =
  "min-h-8 w-full min-w-0 rounded-md border border-edge bg-surface px-2 py-1 text-sm text-ink placeholder:text-muted tall:min-h-11 aria-invalid:border-bad";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={cx(CONTROL, className)} />;
}

export function Select({ className, ...rest }: ComponentProps<"select">) {
  return <select {...rest} className={cx(CONTROL, "pe-1", className)} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea {...rest} className={cx(CONTROL, className)} />;
}

type Described = {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
};

type Props = {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  /** Texts of the API are English. */
  lang?: string | undefined;
  className?: string;
  children: (control: Described) => ReactNode;
};

/** A label, the control, and what is to be said of it, tied together for those who can't see that. */
export function Field({ label, hint, error, lang, className, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}h` : "", error ? `${id}e` : ""].filter(Boolean).join(" ");
  return (
    <div className={cx("flex min-w-0 flex-col gap-1", className)}>
      <label htmlFor={id} className="font-medium" lang={lang}>
        {label}
      </label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined })}
      {error ? (
        <p id={`${id}e`} className="text-xs text-bad" lang={lang}>
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}h`} className="text-xs text-muted" lang={lang}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

type ChoiceProps = Omit<ComponentProps<"input">, "type" | "role"> & { label: ReactNode; hint?: ReactNode };

export function Checkbox({ label, hint, className, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className={cx("flex flex-col", className)}>
      <label className="flex min-h-6 items-center gap-2 tall:min-h-11">
        <input
          {...rest}
          type="checkbox"
          aria-describedby={hint ? id : undefined}
          className="size-4 shrink-0 accent-accent-fill"
        />
        <span>{label}</span>
      </label>
      {hint ? (
        <p id={id} className="ps-6 text-xs text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export function Switch({ label, hint, className, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <div className={cx("flex flex-col gap-1", className)}>
      <label className="flex min-h-6 items-center gap-2 tall:min-h-11">
        <input
          {...rest}
          type="checkbox"
          role="switch"
          aria-checked={rest.checked}
          aria-describedby={hint ? id : undefined}
          className={cx(
            "relative h-5 w-9 shrink-0 appearance-none rounded-full border border-edge bg-sunken transition-colors",
            "before:absolute before:start-0.5 before:top-0.5 before:size-3.5 before:rounded-full before:bg-edge before:transition-transform",
            "checked:border-accent-fill checked:bg-accent-fill checked:before:translate-x-4 checked:before:bg-white",
            "disabled:opacity-60",
          )}
        />
        <span className="font-medium">{label}</span>
      </label>
      {hint ? (
        <p id={id} className="text-xs text-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
