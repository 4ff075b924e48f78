import { randomBytes } from "node:crypto";
import { Secret } from "@cloudco/core/secret/secret";
import { control } from "@cloudco/simulators/control-client";
import { DigitalOceanSimulator } from "@cloudco/simulators/digitalocean/digitalocean";
import { adapter } from "../../src/digitalocean/digitalocean.ts";
import type { Fixture, Stand } from "../fixture.ts";

export const droplet: Fixture = {
  name: "DigitalOcean, Droplet",
  adapter,
  start: () => start({ slug: "s-1vcpu-1gb", regions: ["fra1"] }, "vm"),
};

export const gpu: Fixture = {
  name: "DigitalOcean, GPU Droplet",
  adapter,
  start: () => {
    const model = { count: 1, model: "nvidia_h100", vramGb: 80 };
    return start({ slug: "gpu-h100x1-80gb", regions: ["fra1"], gpu: model }, "gpu");
  },
};

async function start(
  size: { slug: string; regions: string[]; gpu?: object },
  category: "vm" | "gpu",
): Promise<Stand> {
  const simulator = await DigitalOceanSimulator.start();
  const { controlUrl } = simulator;
  const token = randomBytes(32).toString("hex");
  const account = await control<{ id: string }>(controlUrl, "POST", "/accounts", {});
  await control(controlUrl, "POST", "/tokens", { account: account.id, token });
  await control(controlUrl, "POST", "/stock", size);
  return {
    env: { DIGITALOCEAN_URL: simulator.url },
    controlUrl,
    credentials: { description: new Secret("mine"), token: new Secret(token) },
    wrong: { token: new Secret(randomBytes(32).toString("hex")) },
    offer: { id: `${size.slug}:fra1`, category },
    withdraw: () => control(controlUrl, "DELETE", `/stock/${size.slug}`),
    spending: "POST /v2/droplets",
    setUpSeconds: 60,
    stop: () => simulator.close(),
  };
}
