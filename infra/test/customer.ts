import { randomBytes } from "node:crypto";
import { control } from "@cloudco/system/test/kit/customer";

export { control };

/** An account that exists at the simulated provider, as its owner types it in. */
export async function hetznerAccount(controlUrl: string): Promise<{ username: string; password: string }> {
  const [username, password] = [`#ws+${randomBytes(6).toString("hex")}`, randomBytes(16).toString("base64")];
  await control(controlUrl, "POST", "/accounts", { user: username, password });
  return { username, password };
}

/** An account at the simulated DigitalOcean with a token, as its owner types it in. */
export async function digitaloceanAccount(controlUrl: string): Promise<{ token: string }> {
  const token = randomBytes(32).toString("hex");
  const { id } = (await control(controlUrl, "POST", "/accounts", {})) as { id: string };
  await control(controlUrl, "POST", "/tokens", { account: id, token });
  return { token };
}

export const buyingCriteria = {
  provider: "hetzner",
  name: "any",
  category: "auction",
  maxMonthly: 5000,
  budget: 10_000,
  autoBuy: true,
};
