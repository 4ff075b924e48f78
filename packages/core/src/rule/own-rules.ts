import type { ProviderId } from "../provider/id.ts";
import { Table } from "../table/table.ts";
import { Rule } from "./rule.ts";

/** An in-memory copy of one customer's rules of a provider, deleted ones included. They are few, so all are read each time. */
export class OwnRules {
  readonly items = new Map<string, Rule.Info>();
  readonly #table: Table.Table;
  readonly #accountId: string;
  readonly #provider: ProviderId;

  constructor(table: Table.Table, accountId: string, provider: ProviderId) {
    this.#table = table;
    this.#accountId = accountId;
    this.#provider = provider;
  }

  /** Reads them and returns those that changed since. */
  async refresh(): Promise<Rule.Info[]> {
    const all = await Table.list(this.#table, `ACCOUNT#${this.#accountId}`, "RULE#", Rule.Info);
    const changed = all.filter((rule) => rule.provider === this.#provider && this.#isNew(rule));
    for (const rule of changed) this.items.set(rule.id, rule);
    return changed;
  }

  #isNew({ id, position, revision }: Rule.Info): boolean {
    const known = this.items.get(id);
    return known?.position !== position || known.revision !== revision;
  }
}
