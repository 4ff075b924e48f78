export * as TestAccounts from "./test-accounts.ts";

import { randomBytes } from "node:crypto";
import { type Control, control, type Provider } from "./control.ts";

/** What a card's fields are filled in with, by their names. */
export type Fields = Record<string, string>;

const secret = () => randomBytes(18).toString("base64url");

/** A new account at each simulated provider, with everything in order. They exist in the simulators alone. */
export async function create(
  controlUrls: Readonly<Record<Provider, string>>,
): Promise<Record<Provider, Fields>> {
  const send = (provider: Provider) => control(controlUrls[provider]);
  const [hetzner, vultr, digitalocean, ovhEu, ovhCa] = await Promise.all([
    robot(send("hetzner")),
    keyed(send("vultr"), "key"),
    keyed(send("digitalocean"), "token"),
    ovh(send("ovh-eu")),
    ovh(send("ovh-ca")),
  ]);
  return { hetzner, vultr, digitalocean, "ovh-eu": ovhEu, "ovh-ca": ovhCa };
}

async function robot(send: Control): Promise<Fields> {
  const username = `#ws+${randomBytes(4).toString("hex")}`;
  const password = secret();
  await send("POST", "/accounts", { user: username, password });
  return { username, password };
}

async function keyed(send: Control, field: "key" | "token"): Promise<Fields> {
  const { id } = await send<{ id: string }>("POST", "/accounts", {});
  const token = secret();
  await send("POST", "/tokens", { account: id, token });
  return { description: "Test account", [field]: token };
}

async function ovh(send: Control): Promise<Fields> {
  const { id } = await send<{ id: string }>("POST", "/accounts", {});
  const [applicationKey, applicationSecret, consumerKey] = [secret(), secret(), secret()];
  await send("POST", "/applications", { key: applicationKey, secret: applicationSecret });
  await send("POST", "/credentials", { application: applicationKey, account: id, consumerKey });
  return { applicationKey, applicationSecret, consumerKey };
}
