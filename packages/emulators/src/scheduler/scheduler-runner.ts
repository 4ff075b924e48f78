export * as SchedulerRunner from "./scheduler-runner.ts";

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Protocol } from "../protocol.ts";
import { Schedule } from "./schedule.ts";
import type { SchedulerStore } from "./scheduler-store.ts";

/** What is invoked; the times are ISO 8601, in UTC and whole seconds. */
export interface Target {
  readonly arn: string;
  /** The schedule's Input with AWS's context attributes filled in; "{}" where it has none. */
  readonly input: string;
  readonly scheduleName: string;
  readonly groupName: string;
  readonly scheduledTime: string;
}

interface Dropped extends Target {
  readonly deadLetterArn: string | undefined;
  readonly error: unknown;
}

export interface Options {
  /** A rejection is retried as the schedule's RetryPolicy says. The same firing may come again after a restart. */
  readonly invoke: (target: Target) => Promise<void>;
  /** Told of an invocation that failed for the last time; by default it is written to the console. */
  readonly onDropped?: ((dropped: Dropped) => void) | undefined;
  /** Epoch milliseconds; default Date.now. */
  readonly now?: (() => number) | undefined;
}

const GRACE_MS = 1_000;
const BACKOFF_MS_MAX = 300_000;

export function create(store: SchedulerStore.SchedulerStore, options: Options) {
  const { invoke, onDropped = report, now = Date.now } = options;
  const running = new Map<string, Promise<void>>();
  let stopped = false;

  /** What was to fire while the process was down fires once, and takes the place of what the kill interrupted. */
  function recover(): void {
    store.transaction(() => {
      for (const schedule of store.due(now())) store.removeInvocationsOf(schedule);
    });
  }

  /** The firing and the time of the next one are one commit: a kill neither loses nor repeats a firing. */
  function fire(schedule: SchedulerStore.Stored, nowMs: number): void {
    store.transaction(() => {
      store.addInvocation(randomUUID(), schedule, nowMs);
      const nextMs = Schedule.nextMs(schedule.definition, nowMs + 1, schedule.createdAtMs);
      if (nextMs === undefined && schedule.definition.ActionAfterCompletion === "DELETE")
        store.remove(schedule);
      else store.setNext(schedule, nextMs ?? null);
    });
  }

  async function attempt(invocation: SchedulerStore.Invocation): Promise<void> {
    const target = toTarget(invocation);
    let failure: { readonly error: unknown } | undefined;
    try {
      await invoke(target);
    } catch (error) {
      failure = { error };
    }
    // The database may be closed: the row stays, and the next start invokes again.
    if (stopped) return;
    running.delete(invocation.id);
    if (failure) fail(invocation, target, failure.error);
    else store.removeInvocation(invocation.id);
  }

  function fail(invocation: SchedulerStore.Invocation, target: Target, error: unknown): void {
    const { RetryPolicy, DeadLetterConfig } = invocation.target;
    const failures = invocation.failures + 1;
    const nextAttemptMs = now() + Math.min(1000 * 2 ** (failures - 1), BACKOFF_MS_MAX);
    const lastMs = invocation.firedMs + RetryPolicy.MaximumEventAgeInSeconds * 1000;
    if (failures <= RetryPolicy.MaximumRetryAttempts && nextAttemptMs <= lastMs) {
      store.postpone(invocation.id, failures, nextAttemptMs);
      return;
    }
    store.removeInvocation(invocation.id);
    onDropped({ ...target, deadLetterArn: DeadLetterConfig?.Arn, error });
  }

  recover();

  return {
    /** Fires what is due and attempts what waits for it. Does not wait for the invocations. */
    tick(): void {
      const nowMs = now();
      for (const schedule of store.due(nowMs)) fire(schedule, nowMs);
      for (const invocation of store.dueInvocations(nowMs)) {
        if (!running.has(invocation.id)) running.set(invocation.id, attempt(invocation).catch(reportStorage));
      }
    },

    /** Waits a moment for what runs; what has not ended by then is invoked again by the next start. */
    async stop(): Promise<void> {
      const patience = new AbortController();
      const waited = delay(GRACE_MS, undefined, { signal: patience.signal }).catch(() => {});
      await Promise.race([Promise.all(running.values()), waited]);
      patience.abort();
      stopped = true;
    },
  };
}

function toTarget({ id, group, name, target, scheduledMs, failures }: SchedulerStore.Invocation): Target {
  const scheduledTime = `${new Date(scheduledMs).toISOString().slice(0, 19)}Z`;
  const attributes: Readonly<Record<string, string>> = {
    "schedule-arn": `arn:aws:scheduler:${Protocol.REGION}:${Protocol.ACCOUNT}:schedule/${group}/${name}`,
    "scheduled-time": scheduledTime,
    "execution-id": id,
    "attempt-number": String(failures + 1),
  };
  const input = (target.Input ?? "{}").replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (text, attribute: string) => attributes[attribute] ?? text,
  );
  return { arn: target.Arn, input, scheduleName: name, groupName: group, scheduledTime };
}

function report({ scheduleName, scheduledTime, error }: Dropped): void {
  console.error(
    `Schedule ${scheduleName} of ${scheduledTime} failed for the last time and is dropped:`,
    error,
  );
}

function reportStorage(error: unknown): void {
  console.error(
    "The local scheduler could not record the end of an invocation, and invokes it again:",
    error,
  );
}
