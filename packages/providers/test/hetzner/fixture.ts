import { randomBytes } from "node:crypto";
import { Secret } from "@cloudco/core/secret/secret";
import { control } from "@cloudco/simulators/control-client";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { adapter } from "../../src/hetzner/hetzner.ts";
import type { Fixture } from "../fixture.ts";

export const hetzner: Fixture = {
  name: "Hetzner, auction",
  adapter,
  async start() {
    const simulator = await HetznerSimulator.start({});
    const { controlUrl } = simulator;
    const user = `#ws+${randomBytes(6).toString("hex")}`;
    const password = randomBytes(12).toString("hex");
    await control(controlUrl, "POST", "/accounts", { user, password });
    const { id } = await control<{ id: number }>(controlUrl, "POST", "/stock", {});
    const username = new Secret(user);
    return {
      env: { HETZNER_ROBOT_URL: simulator.url, HETZNER_AUCTION_FEED_URL: simulator.feedUrl },
      controlUrl,
      credentials: { username, password: new Secret(password) },
      wrong: { username, password: new Secret(randomBytes(12).toString("hex")) },
      offer: { id: String(id), category: "auction" },
      withdraw: () => control(controlUrl, "DELETE", `/stock/${id}`),
      spending: "POST /order/server_market/transaction",
      setUpSeconds: 60,
      stop: () => simulator.close(),
    };
  },
};
