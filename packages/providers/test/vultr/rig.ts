import { afterEach, beforeEach } from "vitest";
import { type Fixture, stand } from "../fixture.ts";
import { instance } from "./fixture.ts";

/** A simulated Vultr with one account and one plan in one region, new for every test. */
export let at: Awaited<ReturnType<typeof stand>>;

beforeEach(() => use(instance));
afterEach(() => at.close());

/** Takes another kind of machine for this test. */
export async function use(fixture: Fixture): Promise<void> {
  await at?.close();
  at = await stand(fixture);
}

/** An error in Vultr's own form, as a fault of the simulator. */
export function error(status: number, message: string, headers: Record<string, string> = {}): object {
  return { kind: "body", status, body: JSON.stringify({ error: message, status }), headers };
}

/** What Vultr itself answers. */
export async function api<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(`${at.env.VULTR_URL}/v2${path}`, {
    headers: { authorization: `Bearer ${at.credentials.key?.reveal()}`, "content-type": "application/json" },
    ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
  });
  return (await response.json()) as T;
}

/** Changes the API key of the account. */
export async function setKey(change: { acls?: string[]; ipAllowed?: boolean }): Promise<void> {
  await at.control("PATCH", "/tokens/token-1", change);
}
