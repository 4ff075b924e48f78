export * as Router from "./router.ts";

import type { Inbound } from "./inbound.ts";

/** Where an endpoint answers; what else it has is the provider's affair. */
export interface Place {
  readonly method: string;
  /** A URLPattern, such as `/order/cart/:cart`. */
  readonly pathname: string;
}
export type Params = Record<string, string | undefined>;
export type Found<Endpoint> = Endpoint & { readonly params: Params };

/** Finds the first endpoint that a request fits, with what its path names. */
export function of<Endpoint extends Place>(
  endpoints: readonly Endpoint[],
): (request: Pick<Inbound.Info, "method" | "path">) => Found<Endpoint> | undefined {
  const routes = endpoints.map((endpoint) => ({
    endpoint,
    pattern: new URLPattern({ pathname: endpoint.pathname }),
  }));
  return ({ method, path }) => {
    for (const { endpoint, pattern } of routes) {
      const match = endpoint.method === method ? pattern.exec({ pathname: path }) : null;
      if (match !== null) return { ...endpoint, params: match.pathname.groups };
    }
    return undefined;
  };
}
