import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Locale } from "../i18n/i18n.ts";
import { useApp } from "../shell/context.ts";
import { Button } from "../ui/button.tsx";
import { Field, Select } from "../ui/field.tsx";
import { Card, Page as Frame } from "../ui/page.tsx";
import { Theme } from "../ui/theme.ts";
import { SettingsTabs } from "./tabs.tsx";

/** What concerns the person at this browser. */
export function Page() {
  const t = useTranslations("Account");
  const { session, speak } = useApp();
  const locale = useLocale();
  const [theme, setTheme] = useState(Theme.get);
  return (
    <Frame title={t("title")}>
      <SettingsTabs />
      <Card className="grid max-w-2xl gap-4 sm:grid-cols-2">
        <Field label={t("language")} hint={t("languageHint")}>
          {(control) => (
            <Select
              {...control}
              value={locale}
              onChange={(event) => void speak(event.target.value as Locale)}
            >
              <option value="en" lang="en">
                English
              </option>
              <option value="de" lang="de">
                Deutsch
              </option>
            </Select>
          )}
        </Field>
        <Field label={t("theme")} hint={t("themeHint")}>
          {(control) => (
            <Select
              {...control}
              value={theme}
              onChange={(event) => {
                const chosen = event.target.value as Theme.Theme;
                Theme.set(chosen);
                setTheme(chosen);
              }}
            >
              {(["system", "light", "dark"] as const).map((name) => (
                <option key={name} value={name}>
                  {t(name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <p className="text-muted sm:col-span-2">
          {t("zone", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
        </p>
      </Card>
      <Card className="flex max-w-2xl flex-col items-start gap-3">
        <h2 className="text-base font-semibold">{t("session")}</h2>
        <p className="text-muted">{t("sessionHint")}</p>
        <Button onClick={() => void session.signOut()}>{t("signOut")}</Button>
      </Card>
    </Frame>
  );
}
