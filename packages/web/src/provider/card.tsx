import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { connections, queryClient } from "../api/queries.ts";
import type { Connection, Provider } from "../api/schema.d.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Card } from "../ui/page.tsx";
import { useSend } from "../ui/send.ts";
import { Ago } from "../ui/time.tsx";
import { Consent } from "./consent.tsx";
import { CredentialsForm } from "./credentials-form.tsx";
import { Disconnect } from "./disconnect.tsx";
import { ConnectionStatus } from "./status.tsx";
import { TryLater } from "./try-later.tsx";
import { Waiting } from "./waiting.tsx";

type Props = { provider: Provider; connection: Connection | undefined };

/** Puts what the API answered where the whole page sees it; the pulse brings what comes later. */
export function keep(changed: Connection): void {
  queryClient.setQueryData(connections.queryKey, (items) => [
    ...(items ?? []).filter(({ provider }) => provider !== changed.provider),
    changed,
  ]);
  queryClient.invalidateQueries({ queryKey: ["pulse"] }).catch(() => undefined);
}

export function ProviderCard({ provider, connection }: Props) {
  const t = useTranslations("Providers");
  const [editing, setEditing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const test = useSend();
  const isOpen = editing || !connection;
  const verify = () =>
    test.send(async () => {
      const path = { provider: provider.id };
      keep(await ask(api().POST("/connections/{provider}/verify", { params: { path } })));
    });
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-base font-semibold">{provider.name}</h2>
        <ConnectionStatus connection={connection} testing={test.pending} />
        {connection?.checkedAt && (
          <span className="text-xs text-muted">
            {t("checked")} <Ago at={connection.checkedAt} />
          </span>
        )}
        {connection && (
          <IconButton
            label={t("test", { provider: provider.name })}
            pending={test.pending}
            onClick={verify}
            className="ms-auto"
          >
            <Icon name="refresh" className={test.pending ? "animate-spin" : ""} />
          </IconButton>
        )}
      </div>
      <p className="text-xs text-muted">
        {t("buys", {
          categories: provider.orderable.map((category) => t(`category.${category}`)).join(", "),
        })}
      </p>
      {test.error ? <TryLater error={test.error} /> : null}
      {connection && <Outcome connection={connection} provider={provider} onFix={() => setEditing(true)} />}
      {connection && <Hints provider={provider} connection={connection} />}
      {isOpen ? (
        <CredentialsForm
          provider={provider}
          {...(connection ? { onCancel: () => setEditing(false) } : {})}
          onSaved={(saved) => {
            keep(saved);
            setEditing(false);
          }}
        />
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => setEditing(true)}>{t("change")}</Button>
          <Button kind="quiet" onClick={() => setLeaving(true)} className="text-bad">
            {t("disconnect")}
          </Button>
        </div>
      )}
      {leaving && <Disconnect provider={provider} onClose={() => setLeaving(false)} />}
    </Card>
  );
}

/** What the last check gave, and what to do about it. */
function Outcome({
  connection,
  provider,
  onFix,
}: {
  connection: Connection;
  provider: Provider;
  onFix: () => void;
}) {
  const t = useTranslations("Providers");
  if (connection.consent) return <Consent consent={connection.consent} provider={provider.name} />;
  if (connection.status === "VERIFYING") return <Waiting until={connection.waitingUntil} />;
  if (connection.status !== "ERROR" || !connection.failure) return null;
  const { cause, message } = connection.failure;
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-md bg-bad-soft px-3 py-2">
      <p className="font-semibold text-bad">{t(`cause.${cause}`)}</p>
      <p lang="en">{message}</p>
      <Button onClick={onFix}>{t("fix")}</Button>
    </div>
  );
}

/** What is saved, as far as it may be shown. */
function Hints({ provider, connection }: { provider: Provider; connection: Connection }) {
  const saved = provider.fields.filter(({ name }) => connection.hints[name]);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
      {saved.map(({ name, label, secret }) => (
        <div key={name} className="contents">
          <dt className="text-muted" lang="en">
            {label}
          </dt>
          <dd className="font-mono break-words">{secret ? "••••••••" : connection.hints[name]}</dd>
        </div>
      ))}
    </dl>
  );
}
