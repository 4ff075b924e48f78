import { createHash } from "node:crypto";
import { ProviderId } from "@cloudco/core/provider/id";

/** A request that left: whose it was (a hash of what proves that; null for a public one), and how it ended. */
export type Sent = { at: number; key: string | null; route: string; status: number | null };

/** Requests within any second, minute and hour. */
export type Peak = { second: number; minute: number; hour: number };

/** Writes down every request that adapters send, by a clock of the caller's. */
export class Tally {
  readonly sent = new Map<ProviderId, Sent[]>(ProviderId.options.map((id) => [id, []]));
  readonly #fetch = globalThis.fetch;

  /** @param urls of the providers' APIs */
  constructor(urls: Readonly<Record<ProviderId, string>>, now: () => number) {
    globalThis.fetch = async (input, init) => {
      const request = new Request(input, init);
      const provider = ProviderId.options.find((id) => request.url.startsWith(`${urls[id]}/`));
      if (!provider) return await this.#fetch(request);
      const secret = request.headers.get("x-ovh-consumer") ?? request.headers.get("authorization");
      const sent: Sent = {
        at: now(),
        key: secret && createHash("sha256").update(secret).digest("base64"),
        route: `${request.method} ${new URL(request.url).pathname.replace(/\/\d+\b/g, "/#")}`,
        status: null,
      };
      this.sent.get(provider)?.push(sent);
      const response = await this.#fetch(request);
      sent.status = response.status;
      return response;
    };
  }

  /** The most requests of any one name; those without are not counted. */
  peak(provider: ProviderId, nameOf: (sent: Sent) => string | null): Peak {
    const times = Map.groupBy(this.sent.get(provider) ?? [], nameOf);
    times.delete(null);
    const most = (ms: number) =>
      Math.max(
        0,
        ...[...times.values()].map((sent) =>
          densest(
            sent.map(({ at }) => at),
            ms,
          ),
        ),
      );
    return { second: most(1_000), minute: most(60_000), hour: most(3_600_000) };
  }

  close(): void {
    globalThis.fetch = this.#fetch;
  }
}

/** The most of the times, which are in order, that lie within any window of that length. */
function densest(times: readonly number[], ms: number): number {
  let most = 0;
  let from = 0;
  times.forEach((at, index) => {
    while (at - (times[from] ?? at) >= ms) from += 1;
    most = Math.max(most, index - from + 1);
  });
  return most;
}
