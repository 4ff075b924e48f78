import { randomBytes } from "node:crypto";
import { Secret } from "@cloudco/core/secret/secret";
import { control } from "@cloudco/simulators/control-client";
import { VultrSimulator } from "@cloudco/simulators/vultr/vultr";
import { adapter } from "../../src/vultr/vultr.ts";
import type { Fixture, Stand } from "../fixture.ts";

export const instance: Fixture = {
  name: "Vultr, instance",
  adapter,
  start: () => start({ id: "vc2-1c-1gb", locations: ["ewr"] }, "vm"),
};

export const gpu: Fixture = {
  name: "Vultr, GPU instance",
  adapter,
  start() {
    const card = { brand: "NVIDIA", type: "NVIDIA_A40", vramGb: 12, count: "1/4" };
    return start({ id: "vcg-a40-6c-30g-12vram", type: "vcg", locations: ["ewr"], gpu: card }, "gpu");
  },
};

export const metal: Fixture = {
  name: "Vultr, bare metal",
  adapter,
  start: () => start({ id: "vbm-4c-32gb", type: "vbm", locations: ["ewr"] }, "dedicated"),
};

async function start(
  plan: { id: string; type?: string; locations: string[]; gpu?: object },
  category: "vm" | "gpu" | "dedicated",
): Promise<Stand> {
  const simulator = await VultrSimulator.start();
  const { controlUrl } = simulator;
  const key = randomBytes(18).toString("hex").toUpperCase();
  const account = await control<{ id: string }>(controlUrl, "POST", "/accounts", {});
  await control(controlUrl, "POST", "/tokens", { account: account.id, token: key });
  await control(controlUrl, "POST", "/stock", plan);
  return {
    env: { VULTR_URL: simulator.url },
    controlUrl,
    credentials: { description: new Secret("mine"), key: new Secret(key) },
    wrong: { key: new Secret(randomBytes(18).toString("hex").toUpperCase()) },
    offer: { id: `${plan.id}:ewr`, category },
    withdraw: () => control(controlUrl, "DELETE", `/stock/${plan.id}`),
    spending: category === "dedicated" ? "POST /v2/bare-metals" : "POST /v2/instances",
    setUpSeconds: 60,
    stop: () => simulator.close(),
  };
}
