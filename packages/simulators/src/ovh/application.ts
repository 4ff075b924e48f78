export * as Application from "./application.ts";

import * as z from "zod";
import { Control } from "../control.ts";
import type { Inbound } from "../inbound.ts";
import type { State } from "./state.ts";

export const Input = z.strictObject({
  /** The application key. */
  key: z.string().regex(/^\S+$/, "a key has no blanks"),
  /** The application secret. */
  secret: z.string().min(1),
});

/** The secret is kept as it is: signatures are made of it. */
export type Info = z.infer<typeof Input> & { readonly id: number };

/** Registers an application at this installation. Gives what may be shown of it. */
export function put(state: State.Info, input: z.infer<typeof Input>): { id: number; key: string } {
  const application = { id: state.applications.get(input.key)?.id ?? state.nextApplication(), ...input };
  state.applications.put(input.key, application);
  return { id: application.id, key: application.key };
}

/** Deletes an application: its key is unknown from then on. Fails with 404 where there is none. */
export function remove(state: State.Info, key: string): void {
  if (!state.applications.delete(key)) throw Control.failure(404, `There is no application "${key}".`);
}

/** The application a request names, where this installation has one such. */
export function of(state: State.Info, request: Inbound.Info): Info | undefined {
  return state.applications.get(String(request.headers["x-ovh-application"] ?? ""));
}
