import { useTranslations } from "use-intl";
import { ButtonLink } from "../ui/button.tsx";
import { Page } from "../ui/page.tsx";
import { Empty } from "../ui/states.tsx";

export function NotFound() {
  const t = useTranslations("NotFound");
  return (
    <Page title={t("title")}>
      <Empty title={t("what")} action={<ButtonLink to="/">{t("home")}</ButtonLink>}>
        {t("why")}
      </Empty>
    </Page>
  );
}
