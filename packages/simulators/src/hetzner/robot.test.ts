// Guarantee: logins, blocks, limits and prices are as strict here as at Hetzner, so that no account is shut out that
// was safe in a test.

import { describe, expect, test } from "vitest";
import { TestLab } from "../../test/hetzner/lab.ts";
import { Lab } from "../../test/lab.ts";

const products = "/order/server_market/product";
// A clock that only moves when it is told to.
const now = () => Date.parse("2026-10-01T10:22:00Z");

describe("login", () => {
  test("a right login passes, and a wrong password, a missing login and an unknown user are 401", async () => {
    const lab = await TestLab.open();
    expect((await lab.robot("GET", "/order/currency")).json).toEqual({ currency: "EUR" });
    const wrong = await lab.robot("GET", "/server", undefined, { ...lab.owner, password: "wrong" });
    expect(wrong).toEqual({
      status: 401,
      json: { error: { status: 401, code: "UNAUTHORIZED", message: "Unauthorized" } },
    });
    expect((await lab.robot("GET", "/server", undefined, { user: "nobody", password: "x" })).status).toBe(
      401,
    );
    expect((await fetch(`${lab.simulator.url}/server`)).status).toBe(401);
  });

  test("an empty server list proves a login: 404 SERVER_NOT_FOUND", async () => {
    const lab = await TestLab.open();
    expect(await lab.robot("GET", "/server")).toMatchObject({
      status: 404,
      json: { error: { status: 404, code: "SERVER_NOT_FOUND" } },
    });
  });

  test("the third failed login blocks the address for everybody, for ten minutes", async () => {
    const lab = await TestLab.open({ now });
    const wrong = { ...lab.owner, password: "wrong" };
    for (const _ of [1, 2]) await lab.robot("GET", "/server", undefined, wrong);
    expect((await lab.robot("GET", "/order/currency")).status).toBe(200);
    await lab.robot("GET", "/server", undefined, wrong);
    expect((await lab.robot("GET", "/order/currency")).status).toBe(401);
    await lab.advance(599);
    expect((await lab.robot("GET", "/order/currency", undefined, await lab.customer())).status).toBe(401);
    await lab.advance(1);
    expect((await lab.robot("GET", "/order/currency")).status).toBe(200);
  });

  test("failed logins are forgotten after the length of a block, which can be set", async () => {
    const lab = await TestLab.open({ now });
    await lab.control("PUT", "/settings", { loginBlockSeconds: 30 });
    for (const _ of [1, 2, 3]) {
      await lab.robot("GET", "/server", undefined, { ...lab.owner, password: "wrong" });
      await lab.advance(16);
    }
    expect((await lab.robot("GET", "/order/currency")).status).toBe(200);
  });

  test("a web-service user that is switched off is 401, and a deleted account too", async () => {
    const lab = await TestLab.open();
    const off = await lab.customer({ webservice: false });
    expect((await lab.robot("GET", "/server", undefined, off)).status).toBe(401);
    expect((await lab.control("DELETE", `/accounts/${encodeURIComponent(lab.owner.user)}`)).status).toBe(204);
    expect((await lab.robot("GET", "/server")).status).toBe(401);
  });
});

describe("rate limits", () => {
  test.each([
    ["GET", "/server", 200],
    ["GET", "/server/1", 200],
    ["POST", "/server/1/cancellation", 200],
    ["GET", products, 500],
    ["GET", "/order/server_market/transaction", 500],
    ["GET", "/key", 500],
    ["POST", "/key", 200],
  ])("%s %s: %i requests an hour, and a 403 for the next", async (method, path, max) => {
    const lab = await TestLab.open({ now });
    for (let spent = 0; spent < max; spent += 1) {
      expect((await lab.robot(method, path)).status).not.toBe(403);
    }
    expect(await lab.robot(method, path)).toEqual({
      status: 403,
      json: {
        error: {
          status: 403,
          code: "RATE_LIMIT_EXCEEDED",
          message: "rate limit exceeded",
          max_requests: max,
          interval: 3600,
        },
      },
    });
    expect((await lab.robot("GET", "/order/currency")).status, "another endpoint").toBe(200);
    expect(
      (await lab.robot(method, path, undefined, await lab.customer())).status,
      "another account",
    ).not.toBe(403);
    await lab.advance(3600);
    expect((await lab.robot(method, path)).status, "an hour later").not.toBe(403);
  });

  test("20 orders a day, test orders and refused ones included", async () => {
    const lab = await TestLab.open({ now });
    const id = await lab.stock();
    for (let spent = 0; spent < 20; spent += 1) {
      await lab.order(spent % 2 === 0 ? { product_id: String(id), test: "true" } : {});
    }
    await lab.advance(86_399);
    expect(await lab.order({ product_id: String(id) })).toMatchObject({
      status: 403,
      json: { error: { code: "RATE_LIMIT_EXCEEDED", max_requests: 20, interval: 86_400 } },
    });
    await lab.advance(1);
    expect((await lab.order({ product_id: String(id) })).status).toBe(201);
  });
});

describe("products", () => {
  test("a machine has the fields and types of the document, prices as strings, net and gross", async () => {
    const lab = await TestLab.open({ now });
    await lab.stock({ id: 2_741_003 });
    const list = await lab.robot("GET", products);
    expect(list).toEqual({
      status: 200,
      json: [
        {
          product: {
            id: 2_741_003,
            name: "SB41",
            description: [
              "Intel Core i7-8700",
              "4x RAM 16384 MB DDR4",
              "2x SSD M.2 NVMe 1 TB",
              "NIC 1 Gbit Intel I219-LM",
            ],
            traffic: "unlimited",
            dist: ["Rescue system"],
            arch: [64],
            lang: ["en"],
            cpu: "Intel Core i7-8700",
            cpu_benchmark: 13_089,
            memory_size: 64,
            hdd_size: 1024,
            hdd_text: "INIC",
            hdd_count: 2,
            datacenter: "FSN1-DC14",
            network_speed: "1 Gbit/s",
            price: "41.30",
            price_hourly: "0.0662",
            price_setup: "0.00",
            price_vat: "49.15",
            price_hourly_vat: "0.0788",
            price_setup_vat: "0.00",
            fixed_price: false,
            next_reduce: -86_400,
            next_reduce_date: "2026-10-02 12:22:00",
            orderable_addons: [
              {
                id: "primary_ipv4",
                name: "Primary IPv4",
                min: 0,
                max: 1,
                prices: [
                  {
                    location: "FSN1",
                    price: { net: "1.7000", gross: "2.0230", hourly_net: "0.0027", hourly_gross: "0.0032" },
                    price_setup: { net: "0.0000", gross: "0.0000" },
                  },
                ],
              },
            ],
          },
        },
      ],
    });
    expect((await lab.robot("GET", `${products}/2741003`)).json).toEqual(list.json[0]);
  });

  test("an account without VAT sees gross equal to net, and a price change at once", async () => {
    const lab = await TestLab.open();
    const id = await lab.stock({
      setupCents: 5,
      disks: [{ kind: "hdd", sizeGb: 6000, count: 2 }],
      ecc: true,
      datacenter: null,
    });
    const reverseCharge = await lab.customer({ vatRate: 0 });
    const before = await lab.robot("GET", products, undefined, reverseCharge);
    expect(before.json[0].product).toMatchObject({
      price: "41.30",
      price_vat: "41.30",
      price_setup: "0.05",
      hdd_text: "ENT.HDD ECC INIC",
      datacenter: null,
    });
    await lab.control("PATCH", `/stock/${id}`, { priceCents: 4001, fixed: true });
    const after = await lab.robot("GET", products, undefined, reverseCharge);
    expect(after.json[0].product).toMatchObject({ price: "40.01", fixed_price: true, memory_size: 64 });
  });

  test("an empty market, an unknown machine and an unknown resource are 404 NOT_FOUND", async () => {
    const lab = await TestLab.open();
    for (const path of [products, `${products}/1`, `${products}/x`, "/order/server_market", "/key.yaml"]) {
      expect(await lab.robot("GET", path)).toMatchObject({
        status: 404,
        json: { error: { code: "NOT_FOUND" } },
      });
    }
  });
});

describe("keys", () => {
  test("a key is added with its MD5 fingerprint, listed for its account alone, and added once", async () => {
    const lab = await TestLab.open();
    expect(await lab.robot("GET", "/key")).toMatchObject({
      status: 404,
      json: { error: { code: "NOT_FOUND" } },
    });
    const data = Lab.publicKey();
    const added = await lab.robot("POST", "/key", { name: "deploy", data });
    expect(added.status).toBe(201);
    expect(added.json.key).toMatchObject({ name: "deploy", type: "ED25519", size: 256, data });
    expect(added.json.key.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect((await lab.robot("GET", "/key")).json).toEqual([added.json]);
    expect((await lab.robot("GET", "/key", undefined, await lab.customer())).status).toBe(404);
    expect(await lab.robot("POST", "/key", { name: "again", data })).toMatchObject({
      status: 409,
      json: { error: { code: "KEY_ALREADY_EXISTS" } },
    });
  });

  test("a key without a name or without sense is 400 INVALID_INPUT", async () => {
    const lab = await TestLab.open();
    const missing = await lab.robot("POST", "/key", {});
    expect(missing.json.error).toMatchObject({
      code: "INVALID_INPUT",
      missing: ["name", "data"],
      invalid: null,
    });
    const invalid = await lab.robot("POST", "/key", { name: "x", data: "ssh-ed25519 AAAA" });
    expect(invalid.json.error).toMatchObject({ status: 400, missing: null, invalid: ["data"] });
  });
});
