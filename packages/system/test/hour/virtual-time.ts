type Event = { at: number; wake(): void };

/**
 * A clock that stands still while anybody is at work, and then goes on to the next moment at which somebody has something
 * to do: what happens is what would happen in that time, and takes as long as the work alone.
 */
export class VirtualTime {
  #now: number;
  #atWork = 0;
  #end = Number.POSITIVE_INFINITY;
  readonly #events: Event[] = [];
  readonly #over = Promise.withResolvers<void>();

  constructor(startsAt: number) {
    this.#now = startsAt;
  }

  readonly now = (): number => this.#now;

  /** Begins a task after so long. It must wait by `pause` alone, one pause at a time. */
  start(work: () => Promise<void>, afterMs = 0): void {
    this.#push(afterMs, () => {
      work()
        .catch((error: unknown) => this.#over.reject(error))
        .finally(() => this.#leave());
    });
  }

  /** For a task. Ends early where the signal does. */
  readonly pause = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (ms <= 0 || signal?.aborted) return;
    await new Promise<void>((wake) => {
      const event = this.#push(ms, wake);
      signal?.addEventListener("abort", () => this.#bringForward(event), { once: true });
      this.#leave();
    });
  };

  /** Lets so much time pass. Rejects with what a task failed with. */
  async run(ms: number): Promise<void> {
    this.#end = this.#now + ms;
    this.#goOn();
    await this.#over.promise;
  }

  #push(afterMs: number, wake: () => void): Event {
    const event = { at: this.#now + Math.max(0, Math.ceil(afterMs)), wake };
    let from = 0;
    for (let to = this.#events.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((this.#events[middle]?.at ?? 0) > event.at) to = middle;
      else from = middle + 1;
    }
    this.#events.splice(from, 0, event);
    return event;
  }

  #bringForward(event: Event): void {
    const index = this.#events.indexOf(event);
    if (index < 0) return;
    this.#events.splice(index, 1);
    this.#atWork += 1;
    event.wake();
  }

  #leave(): void {
    this.#atWork -= 1;
    if (this.#atWork === 0) setImmediate(() => this.#goOn());
  }

  #goOn(): void {
    if (this.#atWork > 0) return;
    const at = this.#events[0]?.at ?? this.#end;
    if (at >= this.#end) {
      this.#now = this.#end;
      this.#over.resolve();
      return;
    }
    this.#now = at;
    while (this.#events[0]?.at === at) {
      this.#atWork += 1;
      this.#events.shift()?.wake();
    }
  }
}
