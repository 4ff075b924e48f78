import { AsyncLocalStorage } from "node:async_hooks";
import type { Context } from "@cloudco/core/context/context";
import { type Around, intercepted } from "@cloudco/core/test/intercept";
import { vi } from "vitest";
import type { Gate } from "../kit/boundaries.ts";

/** A process, as its calls know it. */
type Caller = {
  readonly gate: Gate;
  readonly startedAt: number;
  index: number;
  /** When its last call to the table or the key service left. */
  leftAt: number;
};

const callers = new AsyncLocalStorage<Caller>();

/** Every call that `work` makes to the outside waits at `gate` before it leaves, and once it has come back. */
export async function gated<T>(gate: Gate, work: () => Promise<T>): Promise<T> {
  const now = Date.now();
  return await callers.run({ gate, startedAt: now, index: 0, leftAt: now }, work);
}

/** When the process began in which this is asked. */
export function startedAt(): number | undefined {
  return callers.getStore()?.startedAt;
}

async function between<T>(call: string, send: (caller: Caller) => Promise<T>, free: () => Promise<T>) {
  const caller = callers.getStore();
  if (!caller) return await free();
  await caller.gate({ index: caller.index++, call, when: "before" });
  try {
    return await send(caller);
  } finally {
    await caller.gate({ index: caller.index++, call, when: "after" });
  }
}

/** A context of which every call is one that a process may sleep or die at. @param around stands next to the table */
export function bounded(ctx: Context, around: Around = (_, send) => send()): Context {
  const made = intercepted(ctx, (command, send) =>
    between(
      command.constructor.name,
      async (caller) => {
        caller.leftAt = Date.now();
        return await around(command, send);
      },
      send,
    ),
  );
  return {
    ...made,
    // Whoever waits goes on when time has passed, and that is soon where nothing else happens.
    pause: async (ms) => {
      const until = Date.now() + ms;
      const wait = async () => void vi.setSystemTime(Math.max(Date.now(), until));
      if (ms > 0) await between("pause", wait, wait);
    },
  };
}

/**
 * What was asked of a provider. `sleptMs`: how long ago the process last asked something of the table; `keep` has the body,
 * which else goes out once, ready for another time.
 */
export type Asked = { call: string; path: string; sleptMs: number; keep(): Promise<void> };

/**
 * Has every HTTP request of the adapters wait like that, too, and be watched. What comes back is read to its end before
 * the process goes on.
 */
export function watchFetch(
  exchange: (asked: Asked, send: () => Promise<Response>) => Promise<Response>,
): void {
  const real = globalThis.fetch;
  vi.stubGlobal("fetch", async (input: string | URL, init?: RequestInit) => {
    const method = init?.method ?? "GET";
    const path = new URL(input).pathname;
    let body = init?.body as AsyncIterable<Uint8Array> | Buffer | null | undefined;
    const send = async () => await whole(await real(input, { ...init, body } as RequestInit));
    const keep = async () => {
      const chunks: Uint8Array[] = [];
      if (!body || Buffer.isBuffer(body)) return;
      for await (const chunk of body) chunks.push(chunk);
      body = Buffer.concat(chunks);
    };
    return await between(
      `${method} ${path.replace(/[0-9a-f-]{20,}/g, "*")}`,
      async ({ leftAt }) =>
        await exchange({ call: `${method} ${path}`, path, keep, sleptMs: Date.now() - leftAt }, send),
      async () => await real(input, init),
    );
  });
}

async function whole(reply: Response): Promise<Response> {
  const body = await reply.arrayBuffer();
  const { status, headers } = reply;
  return new Response(body.byteLength > 0 ? body : null, { status, headers });
}
