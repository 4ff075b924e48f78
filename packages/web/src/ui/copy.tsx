import { useState } from "react";
import { useTranslations } from "use-intl";
import { IconButton } from "./button.tsx";
import { Icon } from "./icon.tsx";

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations("Ui");
  const [copied, setCopied] = useState(false);
  return (
    <>
      <IconButton
        label={label ?? t("copy")}
        className="min-h-6 min-w-6 px-1"
        onClick={() => {
          navigator.clipboard.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          );
        }}
        onBlur={() => setCopied(false)}
      >
        <Icon name={copied ? "check" : "copy"} className="size-3.5" />
      </IconButton>
      <span role="status" className="sr-only">
        {copied ? t("copied") : ""}
      </span>
    </>
  );
}
