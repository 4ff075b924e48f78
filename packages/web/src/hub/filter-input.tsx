import { useEffect, useId, useRef, useState } from "react";
import { cx } from "../ui/cx.ts";

type Props = {
  label: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether `/` leads here. */
  shortcut?: boolean;
  invalid?: string | undefined;
  className?: string;
};

/** Holds what is typed by itself, since the address follows a moment later. */
export function FilterInput({ label, placeholder, value, onChange, shortcut, invalid, className }: Props) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  return (
    <>
      <input
        type="search"
        aria-label={label}
        title={invalid ?? label}
        placeholder={placeholder}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={invalid ? true : undefined}
        aria-describedby={invalid ? id : undefined}
        data-shortcut={shortcut ? "/" : undefined}
        onChange={(event) => {
          setTyped(event.target.value);
          sent.current = event.target.value.trim();
          onChange(sent.current);
        }}
        className={cx(
          "min-h-7 w-full min-w-0 rounded-sm border border-edge bg-surface px-2 text-xs font-normal placeholder:text-muted tall:min-h-11 aria-invalid:border-bad",
          className,
        )}
      />
      {invalid && (
        <span id={id} className="sr-only">
          {invalid}
        </span>
      )}
    </>
  );
}
