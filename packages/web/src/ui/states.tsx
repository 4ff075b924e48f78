import type { ReactNode } from "react";
import { useLocale, useTranslations } from "use-intl";
import { ApiError } from "../api/error.ts";
import { Button } from "./button.tsx";
import { CopyButton } from "./copy.tsx";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

export function Banner({
  tone,
  children,
  role,
  className,
}: {
  tone: "info" | "good" | "warn" | "bad";
  children: ReactNode;
  role?: "alert" | "status";
  className?: string;
}) {
  const tones = {
    info: "bg-accent-soft text-ink",
    good: "bg-good-soft text-ink",
    warn: "bg-warn-soft text-ink",
    bad: "bg-bad-soft text-ink",
  };
  return (
    <div role={role} className={cx("rounded-md px-3 py-2 text-sm", tones[tone], className)}>
      {children}
    </div>
  );
}

/** What this place is for, and the one thing to do. */
export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex max-w-xl flex-col items-start gap-2 rounded-lg border border-dashed border-edge p-5">
      <p className="font-semibold">{title}</p>
      <div className="text-muted">{children}</div>
      {action}
    </div>
  );
}

/** What happened, whose side it is on, what to do: in the words of the API, which are English. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations("Problem");
  const locale = useLocale();
  const known = error instanceof ApiError ? error : null;
  const key = `code.${known?.code.replace(".", "_")}` as never;
  const translated = known && locale !== "en" && t.has(key);
  return (
    <Banner tone="bad" role="alert">
      <div className="flex flex-col gap-2">
        <p className="flex items-center gap-2 font-semibold text-bad">
          <Icon name="warning" />
          {translated ? t(key) : <span lang="en">{known?.title ?? t("unknown")}</span>}
        </p>
        {known?.code === "network" ? (
          <p>{t("network")}</p>
        ) : known ? (
          <p lang="en">{known.detail}</p>
        ) : (
          <p>{t("ours")}</p>
        )}
        {known && known.fields.length > 0 && (
          <ul className="list-disc ps-5" lang="en">
            {known.fields.map(({ field, message }) => (
              <li key={field}>
                <code>{field}</code>: {message}
              </li>
            ))}
          </ul>
        )}
        <div className="flex flex-wrap items-center gap-2">
          {onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}
          {known?.requestId && (
            <span className="flex items-center gap-1 text-xs text-muted">
              {t("request")} <code className="break-all">{known.requestId}</code>
              <CopyButton text={known.requestId} />
            </span>
          )}
        </div>
      </div>
    </Banner>
  );
}

/** Lines of the layout that is coming, drawn after a moment. */
export function Skeleton({ rows = 4, className }: { rows?: number; className?: string }) {
  const t = useTranslations("Ui");
  return (
    <div role="status" aria-label={t("loading")} className={cx("flex flex-col gap-3", className)}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="skeleton h-9" />
      ))}
    </div>
  );
}
