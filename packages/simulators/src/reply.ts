export * as Reply from "./reply.ts";

/** What a provider answers, before a fault spoils it. */
export interface Info {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  /** Headers beside the type and the length, such as those that tell of a limit. */
  readonly headers?: Record<string, string>;
}

export function json(status: number, value: unknown): Info {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

/** A success that has no body. */
export function empty(status: number): Info {
  return { status, contentType: "application/json", body: "" };
}
