import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import type { Snipe } from "../api/schema.d.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useSend } from "../ui/send.ts";

type Props = { snipe: Snipe; provider: string; onClose: () => void };

/** What has to be typed is the server's own name at the provider, or the order's while there is no server. */
export const nameOf = (snipe: Snipe): string => snipe.server.id ?? snipe.reference;

export function Terminate({ snipe, provider, onClose }: Props) {
  const t = useTranslations("Snipes");
  const { pending, error, send } = useSend();
  const terminate = () =>
    send(async () => {
      const path = { snipeId: snipe.id };
      await ask(api().POST("/snipes/{snipeId}/terminate", { params: { path } }));
      await queryClient.invalidateQueries({ queryKey: ["snipes"] });
      queryClient.invalidateQueries({ queryKey: ["pulse"] }).catch(() => undefined);
      onClose();
    });
  return (
    <Confirm
      title={t("terminateTitle", { name: nameOf(snipe) })}
      action="TERMINATE"
      word={nameOf(snipe)}
      pending={pending}
      error={error}
      onConfirm={terminate}
      onClose={onClose}
    >
      <p>{t("terminateWhat", { provider })}</p>
      <p className="text-muted">{t(`terminateHow.${snipe.provider}`)}</p>
    </Confirm>
  );
}
