import { useSyncExternalStore } from "react";
import { useTranslations } from "use-intl";
import { Button, IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

export type Toast = { id: string; text: string; action?: { label: string; run: () => void } };

let toasts: readonly Toast[] = [];
const listeners = new Set<() => void>();
const LASTS_MS = 8_000;

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const tell of listeners) tell();
}

/** Says that something was done. One with an action stays until it is dismissed. */
export function toast(added: Toast): void {
  set([...toasts.filter(({ id }) => id !== added.id), added]);
  if (!added.action) setTimeout(() => dismiss(added.id), LASTS_MS);
}

export function dismiss(id: string): void {
  set(toasts.filter((one) => one.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const t = useTranslations("Ui");
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-20 flex flex-col items-center gap-2 px-4 md:bottom-4"
    >
      {shown.map(({ id, text, action }) => (
        <div
          key={id}
          className="pointer-events-auto flex max-w-full items-center gap-2 rounded-md border border-line bg-raised px-3 py-1.5 shadow-lg"
        >
          <span>{text}</span>
          {action && (
            <Button
              onClick={() => {
                dismiss(id);
                action.run();
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton label={t("close")} onClick={() => dismiss(id)}>
            <Icon name="close" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
