import type { ReactNode } from "react";
import { cx } from "./cx.ts";

export type Tone = "good" | "warn" | "bad" | "busy" | "none";

const DOTS: Record<Tone, string> = {
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  busy: "bg-accent animate-pulse",
  none: "border border-edge",
};
const WORDS: Record<Tone, string> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  busy: "text-accent",
  none: "text-muted",
};

/** A dot and a word: colour alone says nothing. */
export function Status({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span className={cx("inline-flex items-center gap-1.5 font-medium", WORDS[tone], className)}>
      <span aria-hidden="true" className={cx("size-2.5 shrink-0 rounded-[2px]", DOTS[tone])} />
      {children}
    </span>
  );
}
