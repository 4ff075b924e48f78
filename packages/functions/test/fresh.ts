import { fresh } from "@cloudco/emulators/test/fresh";
import { resources } from "../src/resources.ts";

/** A table, queues and a key for this test file alone, and the environment in which the functions find them. */
export async function freshResources() {
  const environment = await fresh(resources);
  process.env.DEFAULT_PLAN = "business";
  return environment;
}
