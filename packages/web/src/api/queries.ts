import { infiniteQueryOptions, QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client.ts";
import { ApiError } from "./error.ts";
import type { Provider } from "./schema.d.ts";

export type ProviderId = Provider["id"];

const RETRIES = 2;

/** What is shown is kept fresh by the pulse, so nothing is read again by itself. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: (failures, error) => {
        const hopeless = error instanceof ApiError && error.status >= 400 && error.status < 500;
        return !hopeless && failures < RETRIES;
      },
    },
    // Whatever is sent is sent once: repeating it is for the person to decide.
    mutations: { retry: false },
  },
});

export const pulse = queryOptions({
  queryKey: ["pulse"],
  queryFn: ({ signal }) => ask(api().GET("/pulse", { signal })),
  staleTime: 0,
});

export const providers = queryOptions({
  queryKey: ["providers"],
  queryFn: async ({ signal }) => (await ask(api().GET("/providers", { signal }))).items,
});

export const connections = queryOptions({
  queryKey: ["connections"],
  queryFn: async ({ signal }) => (await ask(api().GET("/connections", { signal }))).items,
});

/** Nothing else tells when a key was used. */
export const keys = queryOptions({
  queryKey: ["keys"],
  queryFn: async ({ signal }) => (await ask(api().GET("/keys", { signal }))).items,
  staleTime: 0,
});

export const sniping = queryOptions({
  queryKey: ["rules", "sniping"],
  queryFn: ({ signal }) => ask(api().GET("/sniping", { signal })),
});

export const rules = queryOptions({
  queryKey: ["rules"],
  queryFn: async ({ signal }) => (await ask(api().GET("/rules", { signal }))).items,
});

export const rule = (ruleId: string) =>
  queryOptions({
    queryKey: ["rules", ruleId],
    queryFn: ({ signal }) => ask(api().GET("/rules/{ruleId}", { params: { path: { ruleId } }, signal })),
  });

export const matches = queryOptions({
  queryKey: ["matches"],
  queryFn: async ({ signal }) =>
    (await ask(api().GET("/matches", { params: { query: { limit: 100 } }, signal }))).items,
});

export const match = (matchId: string) =>
  queryOptions({
    queryKey: ["matches", matchId],
    queryFn: ({ signal }) => ask(api().GET("/matches/{matchId}", { params: { path: { matchId } }, signal })),
  });

export const snipes = infiniteQueryOptions({
  queryKey: ["snipes"],
  initialPageParam: undefined as string | undefined,
  queryFn: ({ signal, pageParam }) => {
    const query = { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) };
    return ask(api().GET("/snipes", { params: { query }, signal }));
  },
  getNextPageParam: ({ next }) => next ?? undefined,
});

export const snipe = (snipeId: string) =>
  queryOptions({
    queryKey: ["snipes", "one", snipeId],
    queryFn: ({ signal }) => ask(api().GET("/snipes/{snipeId}", { params: { path: { snipeId } }, signal })),
  });

export const catalogue = (provider: ProviderId) =>
  queryOptions({
    queryKey: ["catalogue", provider],
    queryFn: ({ signal }) => ask(api().GET("/catalogue", { params: { query: { provider } }, signal })),
    structuralSharing: false,
  });

export const offer = (provider: ProviderId, offerId: string) =>
  queryOptions({
    queryKey: ["offer", provider, offerId],
    queryFn: ({ signal }) =>
      ask(api().GET("/offers/{provider}/{offerId}", { params: { path: { provider, offerId } }, signal })),
    staleTime: 5_000,
  });
