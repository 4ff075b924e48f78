import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { cx } from "./cx.ts";

export type Kind = "primary" | "plain" | "quiet" | "danger" | "go";

const KINDS: Record<Kind, string> = {
  primary: "bg-accent-fill text-white hover:brightness-110 disabled:hover:brightness-100",
  plain: "border border-edge bg-surface text-ink hover:bg-sunken",
  quiet: "text-ink hover:bg-sunken",
  danger: "bg-bad-fill text-white hover:brightness-110",
  go: "bg-good-fill text-white hover:brightness-110",
};

export const buttonClass = (kind: Kind, className?: string) =>
  cx(
    "inline-flex min-h-8 items-center justify-center gap-1.5 rounded-md px-3 py-1 text-sm font-medium tall:min-h-11",
    "disabled:opacity-60",
    KINDS[kind],
    className,
  );

type Props = ComponentProps<"button"> & { kind?: Kind; pending?: boolean };

/** While it is `pending` it takes no second click, and keeps the focus. */
export function Button({ kind = "plain", pending = false, className, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={pending || undefined}
      aria-busy={pending || undefined}
      onClick={(event) => {
        if (pending) event.preventDefault();
        else onClick?.(event);
      }}
      className={buttonClass(kind, cx(pending && "animate-pulse", className))}
    />
  );
}

/** A button of an icon alone: its label is read aloud, and shown on hover. */
export function IconButton({ label, className, ...rest }: Props & { label: string }) {
  return (
    <Button
      kind="quiet"
      {...rest}
      aria-label={label}
      title={label}
      className={cx("min-w-8 px-2 tall:min-w-11", className)}
    />
  );
}

function Anchor({ kind = "plain", className, ...rest }: ComponentProps<"a"> & { kind?: Kind }) {
  return <a {...rest} className={buttonClass(kind, className)} />;
}

/** A link that looks like a button. */
export const ButtonLink = createLink(Anchor);
