import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { keys, queryClient } from "../api/queries.ts";
import type { Key } from "../api/schema.d.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useSend } from "../ui/send.ts";
import { toast } from "../ui/toast.tsx";

type Props = { apiKey: Key; onRevoked: () => void; onClose: () => void };

export function RevokeKey({ apiKey, onRevoked, onClose }: Props) {
  const t = useTranslations("Keys");
  const { pending, error, send } = useSend();
  const { id, name } = apiKey;
  const revoke = () =>
    send(async () => {
      try {
        await ask(api().DELETE("/keys/{keyId}", { params: { path: { keyId: id } } }));
      } catch (cause) {
        // It was revoked elsewhere, or by an earlier try whose answer was lost: that is what is wanted.
        if (!(cause instanceof ApiError && cause.code === "resource.not_found")) throw cause;
      }
      onRevoked();
      toast({ id: `revoked${id}`, text: t("revoked", { name }) });
      await queryClient.invalidateQueries({ queryKey: keys.queryKey });
      onClose();
    });
  return (
    <Confirm
      title={t("revokeTitle", { name })}
      action={t("revoke")}
      word={name}
      pending={pending}
      error={error}
      onConfirm={revoke}
      onClose={onClose}
    >
      <p>{t("revokeWhat")}</p>
    </Confirm>
  );
}
