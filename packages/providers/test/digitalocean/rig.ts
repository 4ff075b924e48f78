import { afterEach, beforeEach } from "vitest";
import { stand } from "../fixture.ts";
import { droplet } from "./fixture.ts";

/** A simulated DigitalOcean with one account and one size in one region, new for every test. */
export let at: Awaited<ReturnType<typeof stand>>;

beforeEach(async () => {
  at = await stand(droplet);
});

afterEach(() => at.close());

/** An error in DigitalOcean's own form, as a fault of the simulator. */
export function error(status: number, message: string, headers: Record<string, string> = {}): object {
  return { kind: "body", status, body: JSON.stringify({ id: "error", message, request_id: "1" }), headers };
}

/** What DigitalOcean itself answers. */
export async function api<T>(path: string, body?: object): Promise<T> {
  const response = await fetch((at.env.DIGITALOCEAN_URL ?? "") + path, {
    headers: {
      authorization: `Bearer ${at.credentials.token?.reveal()}`,
      "content-type": "application/json",
    },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as T;
}

/** Leaves the token nothing but these scopes. */
export async function limitTo(scopes: string[]): Promise<void> {
  await at.control("PATCH", "/tokens/token-1", { scopes });
}
