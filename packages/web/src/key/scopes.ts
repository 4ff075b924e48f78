import type { KeyInput } from "../api/schema.d.ts";

export type Scope = KeyInput["scopes"][number];

/** What a key may be made for, the harmless first; of those that are `true` money or a server goes. */
const GRAVE: Record<Scope, boolean> = {
  "offers:read": false,
  "rules:read": false,
  "snipes:read": false,
  "connections:read": false,
  "notifications:write": false,
  "rules:write": false,
  "snipes:buy": true,
  "snipes:terminate": true,
};

export const SCOPES = Object.keys(GRAVE) as Scope[];
export const isGrave = (scope: Scope): boolean => GRAVE[scope];
/** Names of messages have no colon. */
export const messageOf = (scope: Scope) => scope.replace(":", "_") as Message;
type Message = Scope extends infer S ? (S extends `${infer A}:${infer B}` ? `${A}_${B}` : never) : never;
