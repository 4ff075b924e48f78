import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import type { InFlight } from "../api/schema.d.ts";
import { Banner } from "../ui/states.tsx";

/** An order that has left can't be called back by anything that is done to its rule. */
export function InFlightNote({ inFlight }: { inFlight: NonNullable<InFlight> }) {
  const t = useTranslations("Rules");
  return (
    <Banner tone="warn" role="status">
      {t.rich("inFlight", {
        link: (chunks) => (
          <Link
            to="/matches/$matchId"
            params={{ matchId: inFlight.matchId }}
            className="underline underline-offset-2"
          >
            {chunks}
          </Link>
        ),
      })}
    </Banner>
  );
}
