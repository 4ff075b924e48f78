import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { api, ask } from "../api/client.ts";
import { ApiError } from "../api/error.ts";
import { queryClient, sniping } from "../api/queries.ts";
import type { Sniping } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { useSend } from "../ui/send.ts";
import { toast } from "../ui/toast.tsx";

function keep(now: Sniping): void {
  queryClient.setQueryData(sniping.queryKey, now);
  queryClient.invalidateQueries({ queryKey: ["rules"] }).catch(() => undefined);
  queryClient.invalidateQueries({ queryKey: ["pulse"] }).catch(() => undefined);
}

/**
 * STOP SNIPE is one click and asks nothing; what it promises is shown once the server has said it. START SNIPE lets money
 * go, so it shows exactly the rules that it starts, and asks once.
 */
export function SnipingButton() {
  const t = useTranslations("Sniping");
  const { data } = useQuery(sniping);
  const { pending, error, send } = useSend();
  const [asking, setAsking] = useState(false);
  if (!data || (data.state === "running" && data.rules.length === 0)) return null;
  const stop = () =>
    send(async () => {
      const now = await ask(api().POST("/sniping/stop"));
      keep(now);
      toast({ id: "sniping", text: t("stopped", { rules: now.rules.length, orders: now.inFlight.length }) });
    });
  if (data.state === "running") {
    return (
      <>
        {error ? (
          <span role="alert" className="text-xs font-semibold text-bad">
            {t("notStopped")}
          </span>
        ) : null}
        <Button
          kind="danger"
          onClick={stop}
          pending={pending}
          title={t("stopWhat", { count: data.rules.length })}
          className="font-semibold"
        >
          {pending ? t("stopping") : "STOP SNIPE"}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button kind="go" onClick={() => setAsking(true)} title={t("startWhat")} className="font-semibold">
        START SNIPE ({data.rules.length})
      </Button>
      {asking && <Start now={data} onClose={() => setAsking(false)} />}
    </>
  );
}

function Start({ now, onClose }: { now: Sniping; onClose: () => void }) {
  const t = useTranslations("Sniping");
  const { pending, error, send } = useSend();
  const start = () =>
    send(async () => {
      try {
        keep(await ask(api().POST("/sniping/start", { body: { rules: now.rules.map(({ id }) => id) } })));
        toast({ id: "sniping", text: t("started", { count: now.rules.length }) });
        onClose();
      } catch (cause) {
        // Other rules than those shown: the list is read anew, and asked about anew.
        if (cause instanceof ApiError && cause.code === "sniping.changed") {
          await queryClient.invalidateQueries({ queryKey: sniping.queryKey });
        }
        throw cause;
      }
    });
  return (
    <Confirm
      title={t("startTitle", { count: now.rules.length })}
      action="START SNIPE"
      kind="go"
      pending={pending}
      error={error}
      onConfirm={start}
      onClose={onClose}
    >
      <p>{t("startList")}</p>
      <ul className="max-h-60 list-disc overflow-y-auto ps-5">
        {now.rules.map(({ id, name }) => (
          <li key={id} className="break-words">
            {name}
          </li>
        ))}
      </ul>
    </Confirm>
  );
}
