import type { TestProject } from "vitest/node";
import { Endpoints } from "../src/endpoints.ts";

declare module "vitest" {
  export interface ProvidedContext {
    endpoints: Record<string, string>;
  }
}

/** One set of in-memory endpoints for a test run; each test file makes a table and queues of its own there. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const endpoints = await Endpoints.start();
  project.provide("endpoints", endpoints.environment);
  return () => endpoints.close();
}
