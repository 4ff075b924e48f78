import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { Resources } from "../src/resources.ts";

/** A table, queues and a key for one test file alone, and the environment in which they are found. */
export async function fresh<Queue extends Resources.QueueDeclaration>(
  declaration: Resources.Declaration<Queue>,
): Promise<Resources.Environment<Queue["queue"]>> {
  Object.assign(process.env, inject("endpoints"));
  const environment = await Resources.create(`test-${randomUUID()}`, declaration);
  Object.assign(process.env, environment);
  return environment;
}
