export * as Region from "./region.ts";

import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import { Plan } from "./plan.ts";
import { RegionId } from "./region-id.ts";
import { VultrReply } from "./vultr-reply.ts";

/** GET /regions */
export function list({ request }: Api.PublicCall): Reply.Info {
  return Page.of(request, "regions", RegionId.towns, (town) => ({
    ...town,
    options: ["ddos_protection", "block_storage_high_perf", "kubernetes", "load_balancers"],
    connectivity: [],
  }));
}

/** GET /regions/{id}/availability: the plans that can be deployed there now, not in pages. */
export function availability({ state, params, request }: Api.PublicCall): Reply.Info {
  const region = params.id ?? "";
  if (!RegionId.all.includes(region)) return VultrReply.notFound("Invalid region.");
  const type = Inbound.query(request).get("type") ?? "all";
  const here = state.plans
    .values()
    .filter((plan) => (type === "all" || plan.type === type) && Plan.left(plan, region) > 0);
  return Reply.json(200, { available_plans: here.map((plan) => plan.id) });
}
