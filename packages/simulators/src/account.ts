export * as Account from "./account.ts";

import { randomBytes } from "node:crypto";
import type { Control } from "./control-client.ts";

/** The credentials of an account, by the names of the fields that its owner types them into. */
export type Fields = Record<string, string>;
/** Makes an account with everything in order. It exists in the simulator alone. */
export type Create = (control: Control) => Promise<Fields>;

const secret = () => randomBytes(18).toString("base64url");

export const robot: Create = async (control) => {
  const username = `#ws+${randomBytes(4).toString("hex")}`;
  const password = secret();
  await control("POST", "/accounts", { user: username, password });
  return { username, password };
};

export const withToken =
  (field: "key" | "token"): Create =>
  async (control) => {
    const { id } = await control<{ id: string }>("POST", "/accounts", {});
    const token = secret();
    await control("POST", "/tokens", { account: id, token });
    return { description: "Test account", [field]: token };
  };

export const withConsumerKey: Create = async (control) => {
  const { id } = await control<{ id: string }>("POST", "/accounts", {});
  const [applicationKey, applicationSecret, consumerKey] = [secret(), secret(), secret()];
  await control("POST", "/applications", { key: applicationKey, secret: applicationSecret });
  await control("POST", "/credentials", { application: applicationKey, account: id, consumerKey });
  return { applicationKey, applicationSecret, consumerKey };
};
