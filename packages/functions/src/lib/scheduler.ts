import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { answering } from "@cloudco/core/context/answering";

// A module of its own, so that it can be loaded where it is needed alone.

export function connect(): SchedulerClient {
  return new SchedulerClient(answering);
}
