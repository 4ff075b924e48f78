import { useFormatter, useTranslations } from "use-intl";
import type { Match } from "../api/schema.d.ts";
import { cx } from "../ui/cx.ts";
import { Clock } from "../ui/time.tsx";
import { TONES } from "./state.tsx";

/** Where the time between two states goes. */
type Part = "ours" | "provider" | "wait";
const PART: Partial<Record<Match["state"], Part>> = {
  matched: "ours",
  reserved: "ours",
  sending: "provider",
  unknown: "wait",
};
const COLOURS: Record<Part, string> = { ours: "bg-accent", provider: "bg-edge", wait: "bg-warn" };

type Step = Match["history"][number] & { sinceStart: number; lasted: number | null; part: Part | null };

/** Every state of the present attempt, with when, how long after the match, and whose time it was. */
export function Timeline({ match }: { match: Match }) {
  const t = useTranslations("Match");
  const format = useFormatter();
  const steps = toSteps(match);
  const ms = (value: number) =>
    value < 10_000
      ? `${format.number(value)} ms`
      : `${format.number(value / 1000, { maximumFractionDigits: value < 100_000 ? 1 : 0 })} s`;
  return (
    <div className="flex flex-col gap-3">
      <PhaseBar steps={steps} ms={ms} />
      <ol className="flex flex-col">
        {steps.map((step, at) => (
          <li key={`${step.state}${step.at}`} className="grid grid-cols-[1rem_minmax(0,1fr)_auto] gap-x-3">
            <span aria-hidden="true" className="flex flex-col items-center">
              <span className={cx("mt-1.5 size-2.5 rounded-[2px]", dot(TONES[step.state]))} />
              {at < steps.length - 1 && <span className="w-px grow bg-line" />}
            </span>
            <div className="pb-3">
              <p className="font-medium">{t(`state.${step.state}`)}</p>
              <p className="text-xs text-muted">{t(`stateWhat.${step.state}`)}</p>
            </div>
            <div className="text-end font-mono text-xs text-muted">
              <p>
                <Clock at={step.at} />
              </p>
              <p>+{ms(step.sinceStart)}</p>
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

function PhaseBar({ steps, ms }: { steps: readonly Step[]; ms: (value: number) => string }) {
  const t = useTranslations("Match");
  const parts = (["ours", "provider", "wait"] as const).map((part) => {
    const took = steps
      .filter((step) => step.part === part)
      .reduce((sum, { lasted }) => sum + (lasted ?? 0), 0);
    return { part, took };
  });
  const total = parts.reduce((sum, { took }) => sum + took, 0);
  if (total === 0) return null;
  return (
    <div className="flex flex-col gap-1">
      <div aria-hidden="true" className="flex h-4 gap-px overflow-hidden rounded-sm">
        {parts
          .filter(({ took }) => took > 0)
          .map(({ part, took }) => (
            <span
              key={part}
              className={cx("min-w-0.5", COLOURS[part])}
              style={{ flexGrow: took, flexBasis: 0 }}
            />
          ))}
      </div>
      <ul className="flex flex-wrap gap-x-4 text-xs">
        {parts
          .filter(({ took }) => took > 0)
          .map(({ part, took }) => (
            <li key={part} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cx("size-2.5 rounded-[2px]", COLOURS[part])} />
              {t(`part.${part}`)} <span className="font-mono text-muted">{ms(took)}</span>
            </li>
          ))}
      </ul>
    </div>
  );
}

function toSteps({ history, attempt }: Match): Step[] {
  // A match that failed and came again begins anew: what is shown is the attempt that is under way or was the last.
  const from =
    attempt > 1
      ? Math.max(
          0,
          history.findLastIndex(({ state }) => state === "matched"),
        )
      : 0;
  const present = history.slice(from);
  const start = Date.parse(present[0]?.at ?? "");
  return present.map((step, at) => {
    const next = present[at + 1];
    const lasted = next ? Date.parse(next.at) - Date.parse(step.at) : null;
    const part = lasted === null ? null : (PART[step.state] ?? null);
    return { ...step, sinceStart: Date.parse(step.at) - start, lasted, part };
  });
}

function dot(tone: (typeof TONES)[Match["state"]]): string {
  return { good: "bg-good", warn: "bg-warn", bad: "bg-bad", busy: "bg-accent", none: "border border-edge" }[
    tone
  ];
}
