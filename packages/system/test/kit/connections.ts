import { Connection } from "@cloudco/core/connection/connection";
import { saveConnection } from "@cloudco/core/connection/save";
import { Secret } from "@cloudco/core/secret/secret";
import { type Verified, verifyConnection } from "@cloudco/core/verification/verify";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { credentials } from "./customer.ts";
import type { World } from "./world.ts";

export type Login = { user: string; password: string };
export type Entry = { method: string; path: string; status: number | null };

/** What a customer and the verify function do, step by step. */
export function connections(w: World) {
  return {
    /** A login that exists at the simulator. */
    async existing(): Promise<Login> {
      const login = credentials();
      await control(w.simulator.controlUrl, "POST", "/accounts", login);
      return login;
    },
    enter: (accountId: string, { user, password }: Login): Promise<Connection.Info> => {
      const secrets = { username: new Secret(user), password: new Secret(password) };
      return saveConnection(w.ctx, accountId, adapter.descriptor, secrets);
    },
    check: ({ accountId, provider, id, version }: Connection.Info): Promise<Verified> =>
      verifyConnection(w.ctx, () => adapter, { v: 1, accountId, provider, connectionId: id, version }),
    async connection(accountId = "ada"): Promise<Connection.Info> {
      const found = await Connection.find(w.ctx.table, accountId, "hetzner");
      if (!found) throw new Error(`${accountId} has no connection.`);
      return found;
    },
    /** The logins that the simulator was asked to accept. */
    async logins(): Promise<Entry[]> {
      const journal = (await control(w.simulator.controlUrl, "GET", "/journal")) as Entry[];
      return journal.filter(({ method, path }) => `${method} ${path}` === "GET /server");
    },
  };
}
