import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { Resources } from "../resources.ts";

/** A table, queues and a key for this test file alone, and the environment in which the functions find them. */
export async function freshResources(): Promise<Resources.Environment> {
  Object.assign(process.env, inject("endpoints"));
  const environment = await Resources.create(`test-${randomUUID()}`);
  Object.assign(process.env, environment, { DEFAULT_PLAN: "business" });
  return environment;
}
