// Guarantee: a customer sees all that became of each match and each server that was bought, none twice and none left
// out.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { putMatch, putSnipe } from "../../test/api/seed.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
});
afterAll(() => r.close());

const START = Date.parse("2026-11-24T12:00:00.000Z");
type Page = { items: { id: string }[]; next: string | null };
const ids = (answer: Answer) => (answer.json as Page).items.map((item) => item.id);

/** Follows `next` to the end. */
async function all(path: string): Promise<{ ids: string[]; pages: number }> {
  const found: string[] = [];
  for (let pages = 1, cursor = ""; ; pages++) {
    const answer = await ada.call("GET", `${path}${cursor}`);
    found.push(...ids(answer));
    const { next } = answer.json as Page;
    if (next === null) return { ids: found, pages };
    cursor = `&cursor=${next}`;
  }
}

describe("matches", () => {
  test("are told with all that became of them", async () => {
    const match = await putMatch(r.ctx, ada.id, {
      state: "rejected",
      failure: { cause: "sold", message: "Somebody was faster." },
      matchedAt: START,
      sentAt: START + 1000,
      reference: "B1",
      history: [
        { state: "matched", at: START },
        { state: "rejected", at: START + 2000 },
      ],
    });
    const answer = await ada.call("GET", `/matches/${match.id}`);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      id: match.id,
      provider: "hetzner",
      ruleId: match.ruleId,
      listing: match.listing,
      monthly: 5170,
      termMonths: 1,
      state: "rejected",
      failure: { cause: "sold", message: "Somebody was faster." },
      attempt: 1,
      reference: "B1",
      matchedAt: "2026-11-24T12:00:00.000Z",
      sentAt: "2026-11-24T12:00:01.000Z",
      history: [
        { state: "matched", at: "2026-11-24T12:00:00.000Z" },
        { state: "rejected", at: "2026-11-24T12:00:02.000Z" },
      ],
    });
    expect((await ada.call("GET", "/matches")).json).toEqual({ items: [answer.json], next: null });
  });

  test("come in pages, the latest first, none twice and none left out", async () => {
    const made: string[] = [];
    for (let minute = 0; minute < 7; minute++) {
      made.unshift((await putMatch(r.ctx, ada.id, { matchedAt: START + minute * 60_000 })).id);
    }
    expect(await all("/matches?limit=3")).toEqual({ ids: made, pages: 3 });
    expect(await all("/matches?limit=7")).toEqual({ ids: made, pages: 1 });
  });

  test("of one rule are found among many others", async () => {
    const wanted: string[] = [];
    for (let minute = 0; minute < 30; minute++) {
      const mine = minute % 10 === 0;
      const match = await putMatch(r.ctx, ada.id, {
        matchedAt: START + minute * 60_000,
        ...(mine ? { ruleId: "rul_mine" } : {}),
      });
      if (mine) wanted.unshift(match.id);
    }
    expect((await all("/matches?ruleId=rul_mine&limit=2")).ids).toEqual(wanted);
    expect((await all("/matches?ruleId=rul_other")).ids).toEqual([]);
  });

  test.each([
    "",
    "x",
    "eyJmcm9tIjoiIn0",
    Buffer.from('{"from":"2026-11-24T12:00:00.000Z#snp_1"}').toString("base64url"),
  ])("refuse the cursor %j", async (cursor) => {
    expectProblem(await ada.call("GET", `/matches?cursor=${cursor}`), 400, "request.invalid", ["cursor"]);
  });

  test.each(["mat_1", "nothing", "mat_%00", `mat_${"x".repeat(2000)}`])("are 404 for %s", async (id) => {
    expectProblem(await ada.call("GET", `/matches/${id}`), 404, "resource.not_found");
  });
});

describe("snipes", () => {
  test("tell what was bought and where it is", async () => {
    const match = await putMatch(r.ctx, ada.id);
    const id = await putSnipe(r.ctx, match, START);
    const answer = await ada.call("GET", `/snipes/${id}`);
    expect(answer.json).toEqual({
      id,
      provider: "hetzner",
      ruleId: match.ruleId,
      matchId: match.id,
      reference: expect.any(String),
      server: { id: "321", ipv4: "192.0.2.7", state: "ready" },
      termination: null,
      listing: match.listing,
      termMonths: 1,
      price: { currency: "EUR", monthly: 5170, setup: 0, firstPayment: expect.any(Number) },
      failure: null,
      reconciled: false,
      boughtAt: "2026-11-24T12:00:00.000Z",
    });
    expect((await ada.call("GET", "/snipes")).json).toEqual({ items: [answer.json], next: null });
  });

  test("come in pages, the latest first", async () => {
    const made: string[] = [];
    for (let minute = 0; minute < 3; minute++) {
      made.unshift(await putSnipe(r.ctx, await putMatch(r.ctx, ada.id), START + minute * 60_000));
    }
    expect(await all("/snipes?limit=2")).toEqual({ ids: made, pages: 2 });
  });

  test("are 404 where there is none", async () => {
    expectProblem(await ada.call("GET", "/snipes/snp_1"), 404, "resource.not_found");
  });
});
