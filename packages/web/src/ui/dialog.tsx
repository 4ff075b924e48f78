import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslations } from "use-intl";
import { IconButton } from "./button.tsx";
import { cx } from "./cx.ts";
import { Icon } from "./icon.tsx";

type Props = {
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
  /** `side`: a panel of the right edge. */
  place?: "centre" | "side";
};

/** The platform's own: it keeps the focus inside, ends with Escape, and gives the focus back. Render it to open it. */
export function Dialog({ title, onClose, children, place = "centre" }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const t = useTranslations("Ui");
  useEffect(() => {
    const dialog = ref.current;
    const opener = document.activeElement;
    dialog?.showModal();
    // The platform would take the first thing that can have it.
    dialog?.querySelector<HTMLElement>("[data-first-focus]")?.focus();
    return () => {
      dialog?.close();
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the keyboard's way out, and the platform's.
    <dialog
      ref={ref}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={cx(
        "bg-raised p-0 text-ink",
        place === "centre"
          ? "m-auto w-[min(32rem,calc(100vw-2rem))] rounded-lg border border-line"
          : "ms-auto me-0 mt-0 h-dvh max-h-dvh w-[min(30rem,100vw)] max-w-none border-s border-line",
      )}
    >
      <div className="flex max-h-[inherit] min-h-full flex-col gap-4 p-5">
        <div className="flex items-start justify-between gap-3">
          <h2 id={heading} className="min-w-0 text-lg font-semibold break-words">
            {title}
          </h2>
          <IconButton label={t("close")} onClick={onClose} className="-me-2">
            <Icon name="close" />
          </IconButton>
        </div>
        {children}
      </div>
    </dialog>
  );
}
