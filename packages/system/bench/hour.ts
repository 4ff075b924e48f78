export * as SimulatedHour from "./hour.ts";

import { randomUUID } from "node:crypto";
import { ProviderId } from "@cloudco/core/provider/id";
import { Endpoints } from "@cloudco/emulators/endpoints";
import { Resources } from "@cloudco/emulators/resources";
import { resources } from "@cloudco/functions/resources";
import { hour } from "../test/hour/hour.ts";
import { LIMITS, used } from "../test/hour/limits.ts";
import type { Report } from "./report.ts";

const MINUTES = 60;
const CUSTOMERS = 1_000;

/** An hour of simulated time, in memory: what is measured is what is sent, and not how fast. */
export async function figures(): Promise<Report.Figure[]> {
  delete process.env.AWS_ENDPOINT_URL_DYNAMODB;
  const endpoints = await Endpoints.start();
  try {
    Object.assign(process.env, endpoints.environment);
    Object.assign(process.env, await Resources.create(`hour-${randomUUID()}`, resources), {
      DEFAULT_PLAN: "business",
      POWERTOOLS_LOG_LEVEL: "SILENT",
    });
    const startedAt = performance.now();
    const { tally, simulators, connections, snipes, errors } = await hour(MINUTES, CUSTOMERS);
    const refusals = await Promise.all(ProviderId.options.map((id) => simulators.refusals(id)));
    await simulators.close();
    return [
      {
        id: "hour",
        what: `an hour of ${CUSTOMERS.toLocaleString("en-US")} customers, the most that anybody used of each limit`,
        measures: [
          { name: "refused as one too many", value: refusals.flat().length, unit: "", most: 0 },
          ...LIMITS.map((limit) => ({
            name: limit.what,
            value: used(tally, limit),
            unit: "",
            most: limit.most,
          })),
          ...ProviderId.options.map((id) => ({
            name: `requests to ${id}`,
            value: tally.sent.get(id)?.length ?? 0,
            unit: "",
          })),
          { name: "connections", value: connections.all, unit: "" },
          { name: "of those verified", value: connections.verified, unit: "", least: connections.all },
          { name: "servers bought", value: snipes.length, unit: "" },
          { name: "errors", value: errors.length, unit: "", most: 0 },
          { name: "took", value: (performance.now() - startedAt) / 1000, unit: "s" },
        ],
      },
    ];
  } finally {
    await endpoints.close();
  }
}
