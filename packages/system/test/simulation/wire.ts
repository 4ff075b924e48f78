import type { Asked } from "./calls.ts";
import type { Market } from "./market.ts";
import type { Random } from "./random.ts";
import type { Tally } from "./tally.ts";

/** What lies between a process and the provider, and is no fault that its simulator knows. */
export class Wire {
  readonly #market: Market;
  readonly #tally: Tally;
  readonly #random: Random;
  readonly #pass: (ms: number) => void;
  /** What was read before, and where that was read again although it was over. */
  readonly #before = new Map<string, string>();
  readonly #outdated = new Set<string>();

  constructor(market: Market, tally: Tally, random: Random, pass: (ms: number) => void) {
    this.#market = market;
    this.#tally = tally;
    this.#random = random;
    this.#pass = pass;
  }

  async exchange({ call, path }: Asked, send: () => Promise<Response>): Promise<Response> {
    if (this.#market.lists.test(call) && this.#random.chance(0.1)) {
      this.#tally.count("a list took seconds to come");
      this.#pass(1_000 + this.#random.below(8_000));
    }
    const reply = await send();
    return this.#market.offers?.test(call) ? await this.#outdate(path, reply) : reply;
  }

  /** One reading of what is gone may come from a copy that is behind; a minute later none does. */
  async #outdate(path: string, reply: Response): Promise<Response> {
    if (reply.status === 200) this.#before.set(path, await reply.clone().text());
    const before = this.#before.get(path);
    if (reply.status !== 404 || before === undefined || this.#outdated.has(path)) return reply;
    if (!this.#random.chance(0.5)) return reply;
    this.#outdated.add(path);
    this.#tally.count("a reading was out of date");
    return new Response(before, { status: 200, headers: { "content-type": "application/json" } });
  }
}
