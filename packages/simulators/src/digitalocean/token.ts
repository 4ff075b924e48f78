export * as Token from "./token.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import { Inbound } from "../inbound.ts";
import { Secret } from "../secret.ts";
import type { State } from "./state.ts";

const Scope = z.string().regex(/^[a-z_]+:[a-z_]+$/, 'a scope is like "droplet:create"');

export const Input = z.strictObject({
  /** The id of the account that the token is of. */
  account: z.string(),
  token: z.string().min(1).regex(/^\S+$/, "a token has no blanks"),
  /** What the token may do, such as "droplet:create"; null for everything. */
  scopes: z.array(Scope).nullable().default(null),
});
export const Patch = Input.pick({ scopes: true });

export interface Info {
  readonly id: string;
  readonly account: string;
  readonly scopes: readonly string[] | null;
}

/** Gives an account that exists a token. Gives back what may be shown of it. */
export function put(state: State.Info, { account, token, scopes }: z.infer<typeof Input>): Info {
  const made = { id: `token-${state.nextToken()}`, account, scopes };
  state.tokens.put(Secret.hash(token), made);
  return made;
}

export function change(state: State.Info, id: string, { scopes }: z.infer<typeof Patch>): Info {
  const { hash, token } = find(state, id);
  const changed = { ...token, scopes };
  state.tokens.put(hash, changed);
  return changed;
}

/** Revokes a token: it is unknown from then on. Fails with 404 where there is none of this id. */
export function revoke(state: State.Info, id: string): void {
  state.tokens.delete(find(state, id).hash);
}

/** The token a request names, where there is one such. */
export function of(state: State.Info, request: Inbound.Info): Info | undefined {
  return state.tokens.get(Secret.hash(Inbound.bearer(request)));
}

export function has(token: Info, scope: string): boolean {
  return token.scopes === null || token.scopes.includes(scope);
}

function find(state: State.Info, id: string): { hash: string; token: Info } {
  for (const [hash, token] of state.tokens.entries()) if (token.id === id) return { hash, token };
  throw Control.failure(404, `There is no token "${id}".`);
}
