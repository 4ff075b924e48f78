import { ApiKey } from "@cloudco/core/api-key/api-key";
import { SecretText } from "@cloudco/core/api-key/secret-text";
import type { Context } from "@cloudco/core/context/context";
import { authenticator, refuse } from "./auth.ts";
import { Problem } from "./problem.ts";
import type { Api } from "./schema.ts";
import type { Settings } from "./settings.ts";

/** Who asks: a person who signed in, or a program with a key of theirs. */
export type Caller = { accountId: string; key: ApiKey.Info | null };

const BEARER = /^Bearer +([\w.~+/=-]+)$/i;

/** Whose request it is, by its Authorization header. Throws ProblemError where that is nobody. */
export function identifier(
  ctx: Context,
  settings: Settings,
): (authorization: string | undefined) => Promise<Caller> {
  const accountOf = authenticator(settings.auth, ctx.now);
  return async (authorization) => {
    const [, text = ""] = BEARER.exec(authorization ?? "") ?? [];
    if (!SecretText.looksLikeOne(text)) return { accountId: await accountOf(authorization), key: null };
    const used = await ApiKey.use(ctx, text);
    if ("key" in used) return { accountId: used.key.accountId, key: used.key };
    throw refusal(used.refused);
  };
}

function refusal(refused: "unknown" | "revoked" | "expired"): Problem.ProblemError {
  switch (refused) {
    case "unknown":
      return refuse("auth.invalid", "There is no such API key. Check that it was copied in full.");
    case "revoked":
      return refuse("auth.revoked", "This API key was revoked. Make a new one in the dashboard.");
    case "expired":
      return refuse("auth.expired", "This API key has expired. Make a new one in the dashboard.");
  }
}

/** What a route is open to: people, and programs whose key has this scope; without one, any key. */
export function byKey(scope?: ApiKey.Scope) {
  return { security: [{ bearer: [] }, { key: scope ? [scope] : [] }] };
}

type Access = (route: string, caller: Caller) => void;

/** Refuses a key what the route does not say that it is for. A route that says nothing is for people alone. */
export function gatekeeper(api: Api): Access {
  let scopes: Map<string, readonly string[] | null> | undefined;
  return (route, { key }) => {
    if (!key) return;
    scopes ??= scopesOf(api);
    const needed = scopes.get(route);
    if (!needed) throw forPeople();
    for (const scope of needed) requireScope({ key }, scope);
  };
}

function scopesOf(api: Api) {
  return new Map(
    api.openAPIRegistry.definitions.flatMap((definition) => {
      if (definition.type !== "route") return [];
      const { method, path, security = [] } = definition.route;
      const byKey = security.find((way) => "key" in way);
      const route = `${method.toUpperCase()} ${path.replace(/{(\w+)}/g, ":$1")}`;
      return [[route, byKey?.key ?? null] as const];
    }),
  );
}

/** For what depends on more than the route. */
export function requireScope({ key }: Pick<Caller, "key">, scope: string): void {
  if (!key || key.scopes.some((each) => each === scope)) return;
  throw new Problem.ProblemError(
    "auth.scope",
    `Nothing was changed: this API key lacks the scope ${scope}. Make a key that has it, or sign in.`,
    { fields: [{ field: "scope", code: "missing", message: `The key needs ${scope}.` }] },
  );
}

function forPeople(): Problem.ProblemError {
  return new Problem.ProblemError(
    "auth.person",
    "Nothing was changed: this is for people who are signed in, and for no API key. Do it in the dashboard.",
  );
}
