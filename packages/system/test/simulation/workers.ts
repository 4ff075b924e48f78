import { setImmediate as turn } from "node:timers/promises";
import type { Boundary, Gate } from "../kit/boundaries.ts";

/** A call of a process that waits for leave to go on. */
type Parked = { boundary: Boundary; at: number; go(): void };

/** Whoever slept for so long may find that others have gone on. */
const LONG_MS = 120_000;

export type Worker = { readonly name: string; readonly parked: Parked[]; ended: boolean };

/**
 * Processes that go on one boundary at a time, when they are told to: so that any number of them can be interleaved in
 * any way, and each can die anywhere.
 */
export class Workers {
  /** Those that live, in the order in which they began. */
  readonly alive: Worker[] = [];
  readonly #failed: (worker: Worker, error: unknown) => void;
  readonly #slept: () => void;
  #moved = Promise.withResolvers<void>();

  /** @param failed told of an error that a process ended with; `slept` of each that goes on after minutes */
  constructor(failed: (worker: Worker, error: unknown) => void, slept: () => void) {
    this.#failed = failed;
    this.#slept = slept;
  }

  /** @param passes boundaries at which nothing happens in between */
  async start(
    name: string,
    passes: (boundary: Boundary) => boolean,
    work: (gate: Gate) => Promise<void>,
  ): Promise<Worker> {
    const worker: Worker = { name, parked: [], ended: false };
    const gate: Gate = async (boundary) => {
      this.#moved.resolve();
      if (passes(boundary)) return;
      await new Promise<void>((go) => {
        worker.parked.push({ boundary, at: Date.now(), go });
      });
    };
    this.alive.push(worker);
    const end = () => {
      worker.ended = true;
      this.kill(worker);
      this.#moved.resolve();
    };
    this.#moved = Promise.withResolvers();
    work(gate).then(end, (error: unknown) => {
      this.#failed(worker, error);
      end();
    });
    await turn();
    return worker;
  }

  /** Lets one call of a process go on to its next boundary. Says which it was. */
  async step(worker: Worker, which = 0): Promise<Boundary | null> {
    const [next] = worker.parked.splice(which % Math.max(1, worker.parked.length), 1);
    this.#moved = Promise.withResolvers();
    if (next && Date.now() - next.at >= LONG_MS) this.#slept();
    next?.go();
    // A call that goes out comes back; after one, the process goes on until it waits for leave again.
    if (next?.boundary.when === "before") await this.#moved.promise;
    await turn();
    while (!worker.ended && worker.parked.length === 0) {
      await this.#moved.promise;
      this.#moved = Promise.withResolvers();
    }
    return next?.boundary ?? null;
  }

  /** The process is gone: nothing of it ever goes on. */
  kill(worker: Worker): void {
    const at = this.alive.indexOf(worker);
    if (at >= 0) this.alive.splice(at, 1);
  }
}
