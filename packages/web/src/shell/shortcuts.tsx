import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Dialog } from "../ui/dialog.tsx";
import { Switch } from "../ui/field.tsx";
import { PAGES } from "./pages.ts";

const KEY = "cloudco.shortcuts";
const isOn = () => localStorage.getItem(KEY) !== "off";
const FIELDS = "input, select, textarea, [contenteditable]";
/** How long after `g` the letter of a page counts. */
const SECOND_KEY_MS = 1_500;

/** `/` filter, `?` this help, `g` and a letter for a page. Never in a field or over a dialog; they can be switched off. */
export function useShortcuts(): { open: () => void; dialog: ReactNode } {
  const navigate = useNavigate();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    let pressedAt = Number.NEGATIVE_INFINITY;
    const toFilter = (event: KeyboardEvent) => {
      const field = document.querySelector<HTMLElement>("[data-shortcut='/']");
      if (field) event.preventDefault();
      field?.focus();
    };
    const toPage = ({ key, timeStamp }: KeyboardEvent) => {
      const page = PAGES.find((candidate) => candidate.key === key);
      if (page && timeStamp - pressedAt < SECOND_KEY_MS) navigate({ to: page.to }).catch(() => undefined);
    };
    const listen = (event: KeyboardEvent) => {
      if (!isMeant(event)) return;
      if (event.key === "?") setShown(true);
      else if (event.key === "/") toFilter(event);
      else if (event.key === "g") pressedAt = event.timeStamp;
      else toPage(event);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [navigate]);
  const dialog = shown ? <Help onClose={() => setShown(false)} /> : null;
  return { open: () => setShown(true), dialog };
}

/** Not while somebody types, and not over a dialog. */
function isMeant(event: KeyboardEvent): boolean {
  const inField = event.target instanceof Element && event.target.closest(FIELDS) !== null;
  const withOther = event.ctrlKey || event.metaKey || event.altKey;
  return isOn() && !inField && !withOther && document.querySelector("dialog[open]") === null;
}

function Help({ onClose }: { onClose: () => void }) {
  const t = useTranslations("Shortcuts");
  const shell = useTranslations("Shell");
  const [on, setOn] = useState(isOn);
  const keys: [string, string][] = [
    ["/", t("filter")],
    ["?", t("help")],
    ...PAGES.map(({ key, name }): [string, string] => [`g ${key}`, shell(name)]),
    ["Esc", t("escape")],
    ["↑ ↓", t("rows")],
  ];
  return (
    <Dialog title={t("title")} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {keys.map(([key, what]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="rounded-sm border border-line bg-sunken px-1.5 py-0.5 font-mono text-xs">
                {key}
              </kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <Switch
        label={t("on")}
        hint={t("onHint")}
        checked={on}
        onChange={(event) => {
          const next = event.target.checked;
          if (next) localStorage.removeItem(KEY);
          else localStorage.setItem(KEY, "off");
          setOn(next);
        }}
      />
    </Dialog>
  );
}
