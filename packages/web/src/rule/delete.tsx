import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { queryClient } from "../api/queries.ts";
import type { Rule } from "../api/schema.d.ts";
import { Confirm } from "../ui/confirm.tsx";
import { useSend } from "../ui/send.ts";
import { toast } from "../ui/toast.tsx";

export function DeleteRule({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const t = useTranslations("Rules");
  const { pending, error, send } = useSend();
  const remove = () =>
    send(async () => {
      const path = { ruleId: rule.id };
      const left = await ask(api().DELETE("/rules/{ruleId}", { params: { path } }));
      toast({
        id: `deleted${rule.id}`,
        text: left ? t("deletedInFlight", { name: rule.name }) : t("deleted", { name: rule.name }),
      });
      await queryClient.invalidateQueries({ queryKey: ["rules"] });
      onClose();
    });
  return (
    <Confirm
      title={t("deleteTitle", { name: rule.name })}
      action={t("delete")}
      pending={pending}
      error={error}
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{t("deleteWhat")}</p>
      {rule.inFlight && <p className="text-warn">{t("deleteInFlight")}</p>}
    </Confirm>
  );
}
