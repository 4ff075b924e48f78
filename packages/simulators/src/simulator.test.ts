// Guarantee: the simulator knows whether money was spent even where the caller can't, and keeps no secret.

import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, test, vi } from "vitest";
import { TestLab } from "../test/hetzner/lab.ts";
import { HetznerSimulator } from "./hetzner/hetzner.ts";

const place = "POST /order/server_market/transaction";
const currency = "/order/currency";
type Lab = Awaited<ReturnType<typeof TestLab.open>>;

async function orders(lab: Lab): Promise<object[]> {
  return (await lab.control("GET", "/orders")).json;
}

function get(lab: Lab, path = currency, init: RequestInit = {}): Promise<Response> {
  return lab.request(path, lab.owner, init);
}

describe("a fault of the connection", () => {
  // Guarantee: the simulator knows whether money was spent even where the caller can't.
  test.each([
    ["hang", "before", 0],
    ["hang", "after", 1],
    ["reset", "before", 0],
    ["reset", "after", 1],
  ])("%s %s the order was applied", async (kind, when, placed) => {
    const lab = await TestLab.open();
    const id = String(await lab.stock());
    await lab.fault({ route: place, kind, when });
    const impatient = new AbortController();
    const order = lab.request("/order/server_market/transaction", lab.owner, {
      method: "POST",
      body: TestLab.form({ product_id: id }),
      signal: impatient.signal,
    });
    const failed = expect(order).rejects.toThrow();
    await vi.waitFor(async () => expect(await lab.journal()).toMatchObject([{ applied: placed === 1 }]));
    if (kind === "hang") impatient.abort();
    await failed;
    expect(await lab.journal()).toMatchObject([{ status: null, applied: placed === 1, fault: kind }]);
    expect(await orders(lab)).toHaveLength(placed);
    expect((await lab.order({ product_id: id })).status, "once only").toBe(placed === 1 ? 400 : 201);
  });

  test("truncate sends the true status and half of the body", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: place, kind: "truncate" });
    const body = TestLab.form({ product_id: String(await lab.stock()) });
    const response = await lab.request("/order/server_market/transaction", lab.owner, {
      method: "POST",
      body,
    });
    expect(response.status).toBe(201);
    await expect(response.text()).rejects.toThrow();
    expect(await orders(lab)).toHaveLength(1);
  });

  test("drip sends a byte at a time, slowly", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: `GET ${currency}`, kind: "drip" });
    const started = performance.now();
    const response = await get(lab);
    expect(await response.json()).toEqual({ currency: "EUR" });
    expect(performance.now() - started).toBeGreaterThan(1500);
  });

  test("huge sends 50 MB of JSON without saying so first", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: `GET ${currency}`, kind: "huge" });
    const response = await get(lab);
    expect(response.headers.get("content-length")).toBeNull();
    let bytes = 0;
    for await (const chunk of response.body ?? []) bytes += chunk.length;
    expect(bytes).toBeGreaterThan(50 * 1024 * 1024);
  });

  test("a caller may hang up in the middle of it", async () => {
    const lab = await TestLab.open();
    for (const kind of ["huge", "drip", "hang"]) {
      await lab.fault({ route: `GET ${currency}`, kind });
      const impatient = new AbortController();
      const request = get(lab, currency, { signal: impatient.signal }).then((response) => response.text());
      const failed = expect(request).rejects.toThrow();
      await vi.waitFor(async () => expect((await lab.journal()).at(-1)).toMatchObject({ fault: kind }));
      impatient.abort();
      await failed;
    }
    expect((await get(lab)).status).toBe(200);
  });
});

describe("a fault of the answer", () => {
  test.each([
    [{ kind: "status" }, 503, /<h1>503/],
    [{ kind: "status", status: 502, page: "empty" }, 502, /^$/],
    [{ kind: "rate-limit" }, 403, /RATE_LIMIT_EXCEEDED.*"max_requests":500,"interval":3600/],
    [{ kind: "wrong-json" }, 200, /^\{"result"/],
    [{ kind: "not-json" }, 200, /^<p>/],
    [{ kind: "not-json", status: 201 }, 201, /^<p>/],
    [{ kind: "body", body: "[1" }, 200, /^\[1$/],
    [{ kind: "body", body: "", status: 401 }, 401, /^$/],
  ])("%j", async (fault, status, body) => {
    const lab = await TestLab.open();
    await lab.fault({ route: `GET ${currency}`, ...fault });
    const response = await get(lab);
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(body);
    expect(await lab.journal()).toMatchObject([{ status, applied: false, fault: fault.kind }]);
    expect((await get(lab)).status, "once only").toBe(200);
  });

  test("after the order was applied it hides an order that stands, under its own status if none is given", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: place, kind: "status", status: 500, when: "after" });
    await lab.fault({ route: place, kind: "not-json", when: "after" });
    const ids = [await lab.stock(), await lab.stock()];
    const statuses: number[] = [];
    for (const id of ids) {
      const body = TestLab.form({ product_id: String(id) });
      statuses.push(
        (await lab.request("/order/server_market/transaction", lab.owner, { method: "POST", body })).status,
      );
    }
    expect(statuses).toEqual([500, 201]);
    expect(await orders(lab)).toMatchObject(ids.map((productId) => ({ productId, account: lab.owner.user })));
  });

  test("sold: somebody else was faster", async () => {
    const lab = await TestLab.open();
    const id = String(await lab.stock());
    await lab.fault({ route: place, kind: "sold" });
    expect(await lab.order({ product_id: id })).toMatchObject({
      status: 400,
      json: { error: { invalid: ["product_id"] } },
    });
    expect(await orders(lab)).toEqual([]);
    expect((await lab.control("GET", "/stock")).json).toEqual([]);
    expect(await lab.journal()).toMatchObject([{ status: 400, applied: false, fault: "sold" }]);
  });

  test("faults fit by method and pattern, the oldest first, as often as they say", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: "POST /order/*", kind: "status", status: 599 });
    await lab.fault({ route: "GET /order/*", kind: "status", status: 500, times: 2 });
    await lab.fault({ route: "* *", kind: "status", status: 501, times: 0 });
    const statuses: number[] = [];
    for (const path of ["/key", currency, "/order/server_market/product/1", currency]) {
      statuses.push((await get(lab, path)).status);
    }
    expect(statuses).toEqual([501, 500, 500, 501]);
    expect((await lab.control("GET", "/faults")).json).toMatchObject([
      { kind: "status", status: 599, times: 1 },
      { kind: "status", status: 501, times: 0 },
    ]);
    await lab.control("DELETE", "/faults");
    expect((await get(lab)).status).toBe(200);
    expect((await lab.order({})).status).toBe(400);
  });
});

describe("latency", () => {
  test("delays every answer, and an order whose caller has given up is placed all the same", async () => {
    const lab = await TestLab.open();
    const id = String(await lab.stock());
    await lab.control("PUT", "/latency", { ms: 600, jitterMs: 10 });
    const order = lab.request("/order/server_market/transaction", lab.owner, {
      method: "POST",
      body: TestLab.form({ product_id: id }),
      signal: AbortSignal.timeout(75),
    });
    await expect(order).rejects.toThrow();
    expect(await orders(lab)).toEqual([]);
    await vi.waitFor(async () => expect(await orders(lab)).toHaveLength(1));
    const started = performance.now();
    await get(lab);
    expect(performance.now() - started).toBeGreaterThan(595);
  });
});

describe("the journal", () => {
  test("has every request in its order, and what became of it", async () => {
    const lab = await TestLab.open();
    const before = performance.timeOrigin + performance.now();
    await get(lab, `${currency}?x=1`);
    await fetch(lab.simulator.feedUrl);
    await lab.robot("GET", "/server", undefined, { user: "nobody", password: "x" });
    const entries = await lab.journal();
    expect(entries).toMatchObject([
      {
        seq: 1,
        method: "GET",
        path: `${currency}?x=1`,
        status: 200,
        account: lab.owner.user,
        applied: true,
        body: null,
      },
      { seq: 2, status: 200, account: null },
      { seq: 3, status: 401, account: null, applied: false },
    ]);
    expect(entries[0].at).toBeGreaterThan(before);
    expect(entries[0]).not.toHaveProperty("fault");
    expect(await lab.journal(2)).toMatchObject([{ seq: 3 }]);
    await lab.control("DELETE", "/journal");
    await get(lab);
    expect(await lab.journal()).toMatchObject([{ seq: 4 }]);
  });

  // Guarantee: a secret that a client sends is never readable in the journal.
  test("holds no secret", async () => {
    const lab = await TestLab.open();
    const secret = `s-${lab.owner.password}`;
    await lab.order({ product_id: "1", "addon[]": ["a", "b"], password: secret });
    const body = JSON.stringify({ name: "x", deep: { rootPassword: secret, apiToken: secret } });
    await get(lab, "/key", { method: "POST", body, headers: { "content-type": "application/json" } });
    await get(lab, "/key", { method: "POST", body: secret, headers: { "content-type": "text/plain" } });
    const entries = await lab.journal();
    expect(entries).toMatchObject([
      { body: { product_id: "1", "addon[]": ["a", "b"], password: "[redacted]" } },
      { body: { name: "x", deep: { rootPassword: "[redacted]", apiToken: "[redacted]" } } },
      { body: null },
    ]);
    const text = JSON.stringify(entries);
    expect(text).not.toContain(lab.owner.password);
    expect(text).not.toMatch(/authorization|Basic/i);
  });
});

describe("close", () => {
  test("ends what hangs, drips, waits or was half sent, and can be called twice", async () => {
    const lab = await TestLab.open();
    await lab.fault({ route: "GET /server", kind: "hang" });
    await lab.fault({ route: "GET /key", kind: "drip" });
    const waiting = [get(lab, "/server"), get(lab, "/key").then((response) => response.text())];
    await vi.waitFor(async () => expect(await lab.journal()).toHaveLength(2));
    await lab.control("PUT", "/latency", { ms: 600_000 });
    waiting.push(get(lab));
    await vi.waitFor(async () => expect(await lab.journal()).toHaveLength(3));
    const half = connect(Number(new URL(lab.simulator.url).port), "127.0.0.1");
    half.on("error", () => {});
    half.write("POST /key HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc");
    await once(half, "connect");

    const outcomes = Promise.allSettled(waiting);
    await Promise.all([lab.simulator.close(), lab.simulator.close()]);
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  });

  test("start says so when a port is taken, and leaves nothing listening", async () => {
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    const address = blocker.address();
    const controlPort = typeof address === "object" ? (address?.port ?? 0) : 0;
    const freed = await TestLab.open();
    const port = Number(new URL(freed.simulator.url).port);
    await freed.simulator.close();
    await expect(HetznerSimulator.start({ port, controlPort })).rejects.toThrow(/EADDRINUSE/);
    blocker.close();
    expect((await TestLab.open({ port })).simulator.url).toBe(freed.simulator.url);
  });
});
