import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import type { NewKey } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy.tsx";
import { ConfirmLeave } from "../ui/leave.tsx";
import { Card } from "../ui/page.tsx";

/** The key itself, once. Nobody leaves it behind without being asked. */
export function MadeKey({ made, onStored }: { made: NewKey; onStored: () => void }) {
  const t = useTranslations("Keys");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const isShown = made.key !== null;
  return (
    <Card className="flex max-w-3xl flex-col items-start gap-3 border-accent">
      <h2 ref={heading} tabIndex={-1} className="text-base font-semibold break-words outline-none">
        {t("madeTitle", { name: made.name })}
      </h2>
      {made.key === null ? (
        <p>{t("lost")}</p>
      ) : (
        <>
          <p>{t("madeWhat")}</p>
          <p className="flex max-w-full items-center gap-2 rounded-md bg-sunken px-3 py-2">
            <code className="min-w-0 break-all">{made.key}</code>
            <CopyButton text={made.key} label={t("copyKey")} />
          </p>
        </>
      )}
      <Button kind="primary" onClick={onStored}>
        {made.key === null ? t("understood") : t("stored")}
      </Button>
      <ConfirmLeave isNeeded={() => isShown} title={t("leave")} action={t("leaveAction")}>
        <p>{t("leaveWhat")}</p>
      </ConfirmLeave>
    </Card>
  );
}
