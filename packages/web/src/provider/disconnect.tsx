import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { connections, queryClient, rules } from "../api/queries.ts";
import type { Provider } from "../api/schema.d.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useSend } from "../ui/send.ts";

export function Disconnect({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const t = useTranslations("Providers");
  const { pending, error, send } = useSend();
  const waiting = useQuery(rules).data?.filter(
    (rule) => rule.provider === provider.id && rule.status === "active" && rule.autoBuy,
  );
  const disconnect = () =>
    send(async () => {
      const path = { provider: provider.id };
      await ask(api().DELETE("/connections/{provider}", { params: { path } }));
      queryClient.setQueryData(connections.queryKey, (items) =>
        items?.filter((connection) => connection.provider !== provider.id),
      );
      onClose();
    });
  return (
    <Confirm
      title={t("disconnectTitle", { provider: provider.name })}
      action={t("disconnect")}
      word={provider.name}
      pending={pending}
      error={error}
      onConfirm={disconnect}
      onClose={onClose}
    >
      <p>{t("disconnectWhat")}</p>
      {waiting && waiting.length > 0 && (
        <>
          <p>{t("disconnectRules", { count: waiting.length })}</p>
          <ul className="list-disc ps-5">
            {waiting.slice(0, 5).map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </>
      )}
    </Confirm>
  );
}
