// Guarantee: one customer's burst is refused to them alone, never closes their own way out, and is told when it ends.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answer, type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";

const MOST = 50;
let r: Rig;
let ada: Customer;
let bob: Customer;
beforeAll(async () => {
  r = await rig({ ACCOUNT_REQUESTS_PER_MINUTE: String(MOST) });
  ada = await r.customer();
  bob = await r.customer();
});
afterAll(() => r.close());

const RULE = { provider: "hetzner", name: "mine", category: "auction", maxMonthly: 5000, budget: 10_000 };

/** Until it is refused, within one window or the next. */
async function exhaust(send: () => Promise<Answer>, most: number): Promise<Answer[]> {
  const answers: Answer[] = [];
  while (answers.at(-1)?.status !== 429 && answers.length <= 3 * most) answers.push(await send());
  return answers;
}

test("a burst is refused, with when to come back, and takes nothing from others or from the way out", async () => {
  const { id } = (await ada.call("POST", "/rules", RULE)).json as { id: string };
  const answers = await exhaust(() => ada.call("GET", "/rules"), MOST);
  const refused = answers.at(-1);
  if (!refused) throw new Error("Nothing was sent.");
  expectProblem(refused, 429, "limit.exceeded");
  const seconds = Number(refused.headers["retry-after"]);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(refused.headers["ratelimit-policy"]).toBe('"account";q=50;w=60');
  expect(refused.headers.ratelimit).toBe(`"account";r=0;t=${seconds}`);
  // The same address, another customer; and the first one's pause and delete.
  const served = await bob.call("GET", "/rules");
  expect(served.status).toBe(200);
  expect(served.headers.ratelimit).toMatch(/^"account";r=4\d;t=\d+$/);
  const paused = await ada.call("POST", `/rules/${id}/pause`);
  expect(paused.status).toBe(200);
  expect(paused.headers["ratelimit-policy"]).toBe('"stop";q=10;w=60');
  expect((await ada.call("DELETE", `/rules/${id}`)).status).toBe(204);
});

test("who is nobody is counted by address, and that closes nothing to who is somebody", async () => {
  const answers = await exhaust(() => call("GET", "/rules", { token: "no.such.token" }), MOST / 2);
  const refused = answers.at(-1);
  if (!refused) throw new Error("Nothing was sent.");
  expectProblem(refused, 429, "limit.exceeded");
  expect(answers[0]?.status).toBe(401);
  expect(refused.headers["ratelimit-policy"]).toBe('"address";q=25;w=60');
  expect((await call("GET", "/nothing")).status).toBe(429);
  const elsewhere = { "cloudfront-viewer-address": "203.0.113.9:1" };
  expect((await call("GET", "/health", { headers: elsewhere })).status).toBe(200);
  expect((await (await r.customer()).call("GET", "/rules")).status).toBe(200);
});
