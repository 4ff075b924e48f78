import { useTranslations } from "use-intl";
import type { Key } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { useNow } from "../ui/now.ts";
import { Status, type Tone } from "../ui/status.tsx";
import { Ago, When } from "../ui/time.tsx";
import { isGrave } from "./scopes.ts";

const SOON_MS = 7 * 24 * 3_600_000;

type State = "active" | "ending" | "expired" | "revoked";
const TONES: Record<State, Tone> = { active: "good", ending: "warn", expired: "none", revoked: "none" };

function stateOf({ revokedAt, expiresAt }: Key, now: number): State {
  if (revokedAt !== null) return "revoked";
  if (expiresAt === null) return "active";
  const left = Date.parse(expiresAt) - now;
  return left <= 0 ? "expired" : left < SOON_MS ? "ending" : "active";
}

export function KeyRow({ apiKey, onRevoke }: { apiKey: Key; onRevoke: () => void }) {
  const t = useTranslations("Keys");
  const state = stateOf(apiKey, useNow(5));
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const isGood = state === "active" || state === "ending";
  return (
    <li className="grid items-center gap-x-4 gap-y-2 border-b border-line px-3 py-2 last:border-b-0 hover:bg-sunken md:grid-cols-[7.5rem_minmax(0,1fr)_auto]">
      <Status tone={TONES[state]}>{t(`state.${state}`)}</Status>
      <div className="flex min-w-0 flex-col gap-1">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <span className="min-w-0 font-medium break-words">{name}</span>
          <code className="text-xs break-all text-muted">cco_live_{id}…</code>
        </p>
        <ul aria-label={t("scopes")} className="flex flex-wrap gap-1">
          {scopes.map((scope) => (
            <li
              key={scope}
              className={cx(
                "rounded-sm px-1 font-mono text-xs",
                isGrave(scope) ? "bg-warn-soft text-warn" : "bg-sunken text-muted",
              )}
            >
              {scope}
            </li>
          ))}
        </ul>
        <p className="text-xs text-muted">
          {t.rich("made", { ago: () => <Ago at={createdAt} /> })}
          {" · "}
          {lastUsedAt ? t.rich("used", { ago: () => <Ago at={lastUsedAt} /> }) : t("neverUsed")}
          {" · "}
          {revokedAt
            ? t.rich("revokedAt", { time: () => <When at={revokedAt} /> })
            : expiresAt
              ? t.rich(isGood ? "expires" : "expired", { time: () => <When at={expiresAt} /> })
              : t("neverExpires")}
        </p>
      </div>
      {isGood && (
        <Button aria-label={t("revokeOf", { name })} onClick={onRevoke} className="justify-self-start">
          {t("revoke")}
        </Button>
      )}
    </li>
  );
}
