import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { SettingsTabs } from "../account/tabs.tsx";
import { keys } from "../api/queries.ts";
import type { Key, NewKey } from "../api/schema.d.ts";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Page as Frame } from "../ui/page.tsx";
import { Banner, Empty, Failed, Skeleton } from "../ui/states.tsx";
import { MadeKey } from "./made.tsx";
import { MakeKey } from "./make.tsx";
import { RevokeKey } from "./revoke.tsx";
import { KeyRow } from "./row.tsx";

export function Page() {
  const t = useTranslations("Keys");
  const list = useQuery(keys);
  const [making, setMaking] = useState(false);
  // The key itself lies here alone, until the person says that it is stored.
  const [made, setMade] = useState<NewKey | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const make = (
    <Button kind="primary" onClick={() => setMaking(true)}>
      <Icon name="plus" />
      {t("make")}
    </Button>
  );
  const isEmpty = list.data?.length === 0;
  return (
    <Frame title={t("title")} intro={t("intro")} actions={isEmpty ? null : make}>
      <SettingsTabs />
      {made && <MadeKey made={made} onStored={() => setMade(null)} />}
      {list.error && (
        <>
          <Failed error={list.error} onRetry={() => void list.refetch()} />
          {list.data && <Banner tone="warn">{t("stale")}</Banner>}
        </>
      )}
      {!list.data ? (
        !list.error && <Skeleton rows={4} />
      ) : isEmpty ? (
        <Empty title={t("none")} action={make}>
          {t("noneWhat")}
        </Empty>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line bg-surface">
          {list.data.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoking(key)} />
          ))}
        </ul>
      )}
      {making && <MakeKey onMade={setMade} onClose={() => setMaking(false)} />}
      {revoking && (
        <RevokeKey
          apiKey={revoking}
          onRevoked={() => setMade((shown) => (shown?.id === revoking.id ? null : shown))}
          onClose={() => setRevoking(null)}
        />
      )}
    </Frame>
  );
}
