import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { ApiError } from "./error.ts";
import { pulse } from "./queries.ts";
import type { Pulse } from "./schema.d.ts";

const IN_FLIGHT_MS = 2_000;
const IDLE_MS = 10_000;
const MOST_MS = 60_000;

/** Looks whether anything changed while the page is seen, and has what changed read anew. */
export function usePulse() {
  const client = useQueryClient();
  const query = useQuery({
    ...pulse,
    refetchOnWindowFocus: "always",
    refetchOnReconnect: "always",
    retry: false,
    refetchInterval: ({ state }) => {
      if (state.error) {
        const asked = state.error instanceof ApiError ? (state.error.retryAfter ?? 0) * 1000 : 0;
        return Math.max(asked, Math.min(MOST_MS, IDLE_MS * 2 ** Math.min(3, state.fetchFailureCount)));
      }
      return state.data?.inFlight ? IN_FLIGHT_MS : IDLE_MS;
    },
  });
  const seen = useRef<Pulse>(undefined);
  useEffect(() => {
    const now = query.data;
    const before = seen.current;
    seen.current = now;
    if (!now || !before) return;
    for (const key of moved(before, now)) client.invalidateQueries({ queryKey: key }).catch(() => undefined);
  }, [client, query.data]);
  return query;
}

function moved(before: Pulse, now: Pulse): string[][] {
  const collections = (["rules", "matches", "snipes", "connections"] as const)
    .filter((name) => before[name] !== now[name])
    .map((name) => [name]);
  const catalogues = Object.keys(now.catalogue)
    .filter((provider) => before.catalogue[provider] !== now.catalogue[provider])
    .map((provider) => ["catalogue", provider]);
  // How the last scan went comes with the providers.
  return [...collections, ...catalogues, ...(catalogues.length > 0 ? [["providers"]] : [])];
}
