import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import type { Catalogue, Connection, Provider } from "../api/schema.d.ts";
import { keep } from "../provider/card.tsx";
import { ConnectionStatus } from "../provider/status.tsx";
import { TryLater } from "../provider/try-later.tsx";
import { Button, ButtonLink } from "../ui/button.tsx";
import { Field, Select } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { useSend } from "../ui/send.ts";
import { Banner } from "../ui/states.tsx";
import { Ago } from "../ui/time.tsx";

type Props = {
  providers: readonly Provider[];
  connections: readonly Connection[] | undefined;
  catalogues: readonly Catalogue[];
  chosen: string | undefined;
  onChoose: (provider: string | undefined) => void;
};

/** Whose stock is shown, how old it is, and a way to have it read again. */
export function ProviderHead({ providers, connections, catalogues, chosen, onChoose }: Props) {
  const t = useTranslations("Hub");
  const provider = providers.find(({ id }) => id === chosen);
  const connection = connections?.find((one) => one.provider === chosen);
  const { pending, error, send } = useSend();
  const sync = () =>
    send(async () => {
      if (provider && connection) {
        const path = { provider: provider.id };
        keep(await ask(api().POST("/connections/{provider}/verify", { params: { path } })));
      }
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ["catalogue"] }),
        queryClient.invalidateQueries({ queryKey: ["providers"] }),
      ]);
    });
  const unread = provider && catalogues.some((one) => one.provider === provider.id && !one.watched);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        <Field label={t("provider")} className="w-56 max-w-full">
          {(control) => (
            <Select
              {...control}
              value={chosen ?? ""}
              onChange={(event) => onChoose(event.target.value || undefined)}
            >
              <option value="">{t("all")}</option>
              {providers.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Button onClick={sync} pending={pending}>
          <Icon name="refresh" className={pending ? "animate-spin" : ""} />
          Verify / Sync
        </Button>
        {provider && (
          <div className="flex min-h-8 flex-wrap items-center gap-x-3 text-xs text-muted">
            <ConnectionStatus connection={connection} testing={pending && connection !== undefined} />
            <Scan scan={provider.scan} />
          </div>
        )}
      </div>
      {error ? <TryLater error={error} /> : null}
      {provider?.scan?.failure && (
        <Banner tone="warn">
          <strong>{t("scanFailed", { provider: provider.name })}</strong>{" "}
          <span lang="en">{provider.scan.failure}</span>
        </Banner>
      )}
      {unread && (
        <Banner tone="warn" className="flex flex-wrap items-center gap-2">
          {t("notReadWhat", { providers: provider.name })}
          <ButtonLink to="/settings/providers" hash={provider.id}>
            {t("connect")}
          </ButtonLink>
        </Banner>
      )}
    </div>
  );
}

function Scan({ scan }: { scan: Provider["scan"] }) {
  const t = useTranslations("Hub");
  if (!scan?.lastScanAt) return <span>{t("noScan")}</span>;
  const at = scan.lastScanAt;
  return (
    <>
      <span>{t.rich("scanned", { count: scan.listings, ago: () => <Ago at={at} /> })}</span>
      {scan.refused > 0 && (
        <span title={t("refusedWhy")} className="underline decoration-dotted underline-offset-2">
          {t("refused", { count: scan.refused })}
        </span>
      )}
    </>
  );
}
