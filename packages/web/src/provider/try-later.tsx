import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiError } from "../api/error.ts";
import { useNow } from "../ui/now.ts";
import { Banner, Failed } from "../ui/states.tsx";

/** An error; where the API says when to come back, how long that is yet. */
export function TryLater({ error }: { error: unknown }) {
  const t = useTranslations("Providers");
  const [until, setUntil] = useState(0);
  const now = useNow();
  const wait = error instanceof ApiError ? error.retryAfter : null;
  // The moment belongs to this error: the next one brings its own.
  useEffect(() => {
    void error;
    setUntil(wait === null ? 0 : Date.now() + wait * 1000);
  }, [error, wait]);
  if (wait === null) return <Failed error={error} />;
  const seconds = Math.ceil((until - now) / 1000);
  return (
    <Banner tone="warn" role="alert">
      {seconds > 0 ? t("tooMany", { seconds }) : t("tooManyOver")}
    </Banner>
  );
}
