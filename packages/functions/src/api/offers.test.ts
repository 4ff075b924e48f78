// Guarantee: the prices that are shown are those that a rule is judged by, the cheapest first, surcharge included,
// to the last page.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type Customer, call, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { listing, putOffers } from "../../test/api/seed.ts";

let r: Rig;
let ada: Customer;
const price = (net: number) => ({
  currency: "EUR" as const,
  monthly: { net, gross: null },
  setup: { net: 0, gross: null },
});

beforeAll(async () => {
  r = await rig();
  ada = await r.customer();
  await putOffers(r.ctx, [
    listing({ id: "1", price: price(3000), ipv4: null, memoryGib: 64 }),
    listing({ id: "2", price: price(2900), ipv4: 170 }),
    listing({ id: "3", price: price(9000), location: { code: "HEL1-DC2", site: "HEL1", country: "FI" } }),
  ]);
});
afterAll(() => r.close());

type Page = { items: { listing: { id: string }; monthlyNet: number }[]; next: string | null };
const ids = (answer: Answer) => (answer.json as Page).items.map((offer) => offer.listing.id);

describe("the list", () => {
  test("shows what is on offer, cheapest first", async () => {
    const answer = await ada.call("GET", "/offers");
    expect(answer.status).toBe(200);
    expect(ids(answer)).toEqual(["2", "1", "3"]);
    expect((answer.json as Page).items[0]).toEqual({
      listing: expect.objectContaining({ id: "2", provider: "hetzner", price: price(2900), ipv4: 170 }),
      monthlyNet: 2900,
      available: true,
      firstSeenAt: expect.stringMatching(/Z$/),
      changedAt: expect.stringMatching(/Z$/),
    });
  });

  test("adds the IPv4 surcharge to what it compares and shows", async () => {
    const answer = await ada.call("GET", "/offers?ipv4=true");
    expect(ids(answer)).toEqual(["1", "2", "3"]);
    expect((answer.json as Page).items[1]).toMatchObject({ monthlyNet: 3070 });
    expect(ids(await ada.call("GET", "/offers?ipv4=true&maxMonthly=3000&currency=EUR"))).toEqual(["1"]);
  });

  test.each([
    ["location=fi", ["3"]],
    ["location=FSN1&sort=-price", ["1", "2"]],
    ["minMemoryGib=128", ["2", "3"]],
    ["category=gpu", []],
    ["provider=vultr", []],
    ["maxMonthly=2999&currency=EUR", ["2"]],
    ["currency=USD", []],
    ["minCores=13", []],
  ])("filters: %s", async (query, expected) => {
    expect(ids(await ada.call("GET", `/offers?${query}`))).toEqual(expected);
  });

  test("goes on where it ended", async () => {
    const first = await ada.call("GET", "/offers?limit=2");
    const { next } = first.json as Page;
    expect(ids(first)).toEqual(["2", "1"]);
    const second = await ada.call("GET", `/offers?limit=2&cursor=${next}`);
    expect(ids(second)).toEqual(["3"]);
    expect(second.json).toMatchObject({ next: null });
  });

  // Guarantee: nobody is shown what a scan has already seen to be otherwise.
  test("shows a change in the very next answer", async () => {
    await putOffers(r.ctx, [listing({ id: "4", price: price(100) })]);
    expect(ids(await ada.call("GET", "/offers?limit=1"))).toEqual(["4"]);
    await putOffers(r.ctx, [listing({ id: "5", price: price(99) })]);
    expect(ids(await ada.call("GET", "/offers?limit=1"))).toEqual(["5"]);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=101", "limit"],
    ["limit=", "limit"],
    ["limit=1e1", "limit"],
    ["limit=1&limit=2", "limit"],
    ["sort=name", "sort"],
    ["ipv4=yes", "ipv4"],
    ["minCores=-1", "minCores"],
    ["minCores=1.5", "minCores"],
    ["minDiskGb=99999999999999999999", "minDiskGb"],
    ["location=", "location"],
    ["provider=nobody", "provider"],
    ["maxMonthly=5000", "currency"],
    ["cursor=", "cursor"],
    ["cursor=%00", "cursor"],
    ["cursor=bnVsbA", "cursor"],
    ["cursor=eyJzb3J0IjoicHJpY2UifQ", "cursor"],
    [`cursor=${"x".repeat(2000)}`, "cursor"],
    ["colour=red", "colour"],
  ])("refuses %s", async (query, field) => {
    expectProblem(await ada.call("GET", `/offers?${query}`), 400, "request.invalid", [field]);
  });

  test("refuses a cursor of another order", async () => {
    const { next } = (await ada.call("GET", "/offers?limit=1")).json as Page;
    const answer = await ada.call("GET", `/offers?limit=1&sort=-price&cursor=${next}`);
    expectProblem(answer, 400, "request.invalid", ["cursor"]);
  });

  // Guarantee: what is not known is null, and never 0 or false.
  test("shows what the provider tells, and null where it does not", async () => {
    const known = {
      ecc: true,
      bandwidthMbit: 1000,
      fixedPrice: false,
      nextDropAt: Date.parse("2026-11-24T15:00:00.000Z"),
      gpu: { name: "NVIDIA L40S", count: 2 },
    };
    const cpu = { name: "EPYC 7502P", cores: 32, threads: 64 };
    const nothing = { ecc: null, bandwidthMbit: null, fixedPrice: null, nextDropAt: null, gpu: null };
    const place = { code: "RBX1", site: "RBX", country: "FR" };
    await putOffers(r.ctx, [
      listing({ ...known, id: "8", price: price(9100), cpu, location: place }),
      listing({ ...nothing, id: "9", price: price(9200), location: place }),
    ]);
    const answer = await ada.call("GET", "/offers?location=FR");
    expect(answer.json).toMatchObject({
      items: [{ listing: { ...known, cpu } }, { listing: { ...nothing, cpu: { threads: null } } }],
    });
  });
});

describe("one offer", () => {
  test("has its prices", async () => {
    const answer = await ada.call("GET", "/offers/hetzner/2?ipv4=true");
    expect(answer).toMatchObject({ status: 200, json: { listing: { id: "2" }, monthlyNet: 3070 } });
    expect(answer.json).toMatchObject({
      prices: [{ at: expect.stringMatching(/Z$/), monthly: 2900, setup: 0 }],
    });
  });

  test.each(["hetzner/6", "vultr/2", "nobody/2", `hetzner/${"x".repeat(201)}`, "hetzner/%00"])(
    "is 404 for %s",
    async (path) => {
      expectProblem(await ada.call("GET", `/offers/${path}`), 404, "resource.not_found");
    },
  );
});

test("needs a token", async () => {
  expectProblem(await call("GET", "/offers"), 401, "auth.missing");
  expectProblem(await call("GET", "/offers/hetzner/1"), 401, "auth.missing");
});
