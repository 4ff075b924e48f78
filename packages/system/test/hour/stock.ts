import type { ProviderId } from "@cloudco/core/provider/id";
import type { Rule } from "@cloudco/core/rule/rule";
import type { Running } from "./providers.ts";

type Criteria = Partial<Rule.Criteria>;

/** What the rules of each provider want, which is not in stock at first. */
export const WANTED: Readonly<Record<ProviderId, Criteria>> = {
  hetzner: { category: "auction", minMemoryGib: 128, maxMonthly: 5_000, budget: 5_000 },
  digitalocean: { category: "vm", minMemoryGib: 16, maxMonthly: 10_000, budget: 10_000 },
  vultr: { category: "vm", minMemoryGib: 16, maxMonthly: 10_000, budget: 10_000 },
  "ovh-eu": { category: "dedicated", maxMonthly: 3_000, maxSetup: 3_000, budget: 10_000 },
  "ovh-ca": { category: "dedicated", maxMonthly: 3_000, maxSetup: 3_000, budget: 10_000 },
};

/** What is on offer at first: nothing that a rule wants. */
export async function open({ control }: Running): Promise<void> {
  await control("hetzner", "POST", "/stock", Array(20).fill({ memory: 64 }));
  await control("digitalocean", "POST", "/stock", {});
  await control("vultr", "POST", "/stock", {});
  await control("ovh-eu", "POST", "/stock", { availability: "unavailable" });
  await control("ovh-ca", "POST", "/stock", { availability: "unavailable" });
}

/** Something that every rule of the provider wants comes in stock; the replies to some orders of it are lost. */
export async function arrive({ control }: Running, id: ProviderId, lost: number): Promise<void> {
  const route = {
    hetzner: "POST /order/server_market/transaction",
    digitalocean: "POST /v2/droplets",
    vultr: "POST /v2/instances",
    "ovh-eu": "POST /1.0/order/cart/*/checkout",
    "ovh-ca": "POST /1.0/order/cart/*/checkout",
  }[id];
  if (lost > 0) await control(id, "POST", "/faults", { route, kind: "reset", when: "after", times: lost });
  if (id === "hetzner") await control(id, "POST", "/stock", { memory: 128, priceCents: 4_000 });
  else if (id === "digitalocean") {
    const size = { slug: "s-8vcpu-16gb", memory: 16_384, priceMonthly: 96, regions: ["fra1"] };
    await control(id, "POST", "/stock", size);
  } else if (id === "vultr") {
    const plan = { id: "vc2-8c-16gb", ram: 16_384, monthlyCost: 80, locations: ["ewr"] };
    await control(id, "POST", "/stock", plan);
  } else {
    const datacenter = id === "ovh-eu" ? "gra" : "bhs";
    await control(id, "PUT", "/availability", { planCode: "24sk10", datacenter, availability: "1H-high" });
  }
}
