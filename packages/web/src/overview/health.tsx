import { Link } from "@tanstack/react-router";
import { useTranslations } from "use-intl";
import type { Connection, Provider } from "../api/schema.d.ts";
import { ConnectionStatus } from "../provider/status.tsx";
import { Status } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

type Props = { providers: readonly Provider[]; connections: readonly Connection[] };

/** How each provider's stock was last read, and whether one's own account there works. */
export function Health({ providers, connections }: Props) {
  return (
    <ul className="flex flex-col">
      {providers.map((provider) => (
        <li
          key={provider.id}
          className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 border-t border-line py-1.5 first:border-t-0"
        >
          <span className="min-w-0">
            <Link to="/hub" search={{ provider: provider.id }} className="font-medium hover:underline">
              {provider.name}
            </Link>
            <span className="block text-xs text-muted">
              <Scan provider={provider} />
            </span>
          </span>
          <ConnectionStatus
            connection={connections.find((connection) => connection.provider === provider.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function Scan({ provider: { scan, inventory } }: { provider: Provider }) {
  const t = useTranslations("Overview");
  if (scan?.failure) return <Status tone="bad">{t("scanFailed")}</Status>;
  if (!scan?.lastScanAt) return t(inventory === "account" ? "notRead" : "noScan");
  const at = scan.lastScanAt;
  return t.rich("scanned", { count: scan.listings, refused: scan.refused, ago: () => <Ago at={at} /> });
}
