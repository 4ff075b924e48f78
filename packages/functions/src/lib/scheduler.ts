import { SchedulerClient } from "@aws-sdk/client-scheduler";

// A module of its own, so that it can be loaded where it is needed alone.

export function connect(): SchedulerClient {
  return new SchedulerClient({});
}
