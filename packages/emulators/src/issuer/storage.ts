export * as IssuerStorage from "./storage.ts";

import type { Adapter, AdapterPayload } from "oidc-provider";

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAtMs: number;
}

/**
 * Where oidc-provider keeps sessions, codes and refresh tokens: in memory. A restart forgets them, and the sign-in
 * cookie makes new ones without a question.
 */
export function create(): (model: string) => Adapter {
  const models = new Map<string, Map<string, Entry>>();

  function sweep(): void {
    for (const entries of models.values()) {
      for (const [id, { expiresAtMs }] of entries) if (expiresAtMs <= Date.now()) entries.delete(id);
    }
  }

  return (model) => {
    const entries = new Map<string, Entry>();
    models.set(model, entries);

    async function find(id: string): Promise<AdapterPayload | undefined> {
      const entry = entries.get(id);
      return entry && entry.expiresAtMs > Date.now() ? entry.payload : undefined;
    }

    async function findBy(member: "uid" | "userCode", value: string): Promise<AdapterPayload | undefined> {
      for (const [id, { payload }] of entries) if (payload[member] === value) return find(id);
      return undefined;
    }

    return {
      find,
      findByUid: (uid) => findBy("uid", uid),
      findByUserCode: (userCode) => findBy("userCode", userCode),
      async upsert(id, payload, expiresInSeconds = Infinity) {
        sweep();
        entries.set(id, { payload, expiresAtMs: Date.now() + expiresInSeconds * 1000 });
      },
      async consume(id) {
        const payload = await find(id);
        if (payload) payload.consumed = Math.floor(Date.now() / 1000);
      },
      async destroy(id) {
        entries.delete(id);
      },
      async revokeByGrantId(grantId) {
        for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id);
      },
    };
  };
}
