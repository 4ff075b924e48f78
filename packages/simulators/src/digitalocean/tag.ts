export * as Tag from "./tag.ts";

import type { State } from "./state.ts";

/** Tags are "case stable": as one was first spelt in an account it stays, whatever spelling comes later. */
export function spelling(state: State.Info, account: string, tag: string): string {
  return state.tags.get(`${account} ${tag.toLowerCase()}`) ?? tag;
}

/** Makes the tag in the account, where there is none like it yet. */
export function create(state: State.Info, account: string, tag: string): string {
  const first = spelling(state, account, tag);
  state.tags.put(`${account} ${tag.toLowerCase()}`, first);
  return first;
}
