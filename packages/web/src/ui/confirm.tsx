import { type ReactNode, useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, type Kind } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Input } from "./field.tsx";
import { Failed } from "./states.tsx";

/** A double click that opened the dialog does not confirm it. */
const WAKES_AFTER_MS = 400;

type Props = {
  title: string;
  children: ReactNode;
  action: string;
  kind?: Kind;
  /** What has to be typed before it is done: for what can't be undone. */
  word?: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks once more before something leaves. Cancel has the focus, and Enter confirms nothing. */
export function Confirm({ title, children, action, kind = "danger", word, ...rest }: Props) {
  const t = useTranslations("Ui");
  const id = useId();
  const [typed, setTyped] = useState("");
  const [awake, setAwake] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAwake(true), WAKES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const same = word === undefined || typed.trim().toLowerCase() === word.trim().toLowerCase();
  return (
    <Dialog title={title} onClose={rest.onClose}>
      <div className="flex flex-col gap-3 text-sm">{children}</div>
      {word !== undefined && (
        <div className="flex flex-col gap-1">
          <label htmlFor={id}>
            {t.rich("typeWord", { word, b: (chunks) => <strong className="font-mono">{chunks}</strong> })}
          </label>
          <Input
            id={id}
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
      {rest.error ? <Failed error={rest.error} /> : null}
      <div className="flex flex-wrap justify-end gap-2">
        <Button data-first-focus onClick={rest.onClose}>
          {t("cancel")}
        </Button>
        <Button kind={kind} disabled={!(awake && same)} pending={rest.pending} onClick={rest.onConfirm}>
          {rest.pending ? t("asking") : action}
        </Button>
      </div>
    </Dialog>
  );
}
