import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { IntlProvider } from "use-intl";
import { connect } from "./api/client.ts";
import { queryClient } from "./api/queries.ts";
import type { Session } from "./auth/sign-in.ts";
import type { Config } from "./config.ts";
import { keepLocale, type Locale, load, locale } from "./i18n/i18n.ts";
import { createAppRouter } from "./routes.tsx";
import { AppContext } from "./shell/context.ts";

/** The application, for somebody who is signed in. */
export function start(config: Config, session: Session): void {
  connect(config.api, session);
  const first = locale();
  load(first)
    .then((messages) => {
      const root = document.querySelector("#root");
      if (!root) throw new Error("The page has no root.");
      createRoot(root).render(
        <StrictMode>
          <App config={config} session={session} first={{ locale: first, messages }} />
        </StrictMode>,
      );
    })
    .catch(() => location.reload());
}

type Language = { locale: Locale; messages: Awaited<ReturnType<typeof load>> };

const router = createAppRouter();

function App({ config, session, first }: { config: Config; session: Session; first: Language }) {
  const [language, setLanguage] = useState(first);
  const speak = async (wanted: Locale) => {
    const messages = await load(wanted);
    keepLocale(wanted);
    setLanguage({ locale: wanted, messages });
  };
  document.documentElement.lang = language.locale;
  const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <IntlProvider locale={language.locale} messages={language.messages} timeZone={timeZone}>
      <QueryClientProvider client={queryClient}>
        <AppContext value={{ config, session, speak }}>
          <RouterProvider router={router} />
        </AppContext>
      </QueryClientProvider>
    </IntlProvider>
  );
}
