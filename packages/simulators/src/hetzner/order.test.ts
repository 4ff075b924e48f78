// Guarantee: one auction id is one machine, sold once, and only an order that was asked for is one.
// If the simulator broke this, no test of the product could show a double order.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { TestLab } from "../../test/hetzner/lab.ts";
import { Lab } from "../../test/lab.ts";

const transactions = "/order/server_market/transaction";

describe("an order", () => {
  test("answers 201 with the transaction of the document and takes the machine off the market", async () => {
    const lab = await TestLab.open({ now: () => Date.parse("2026-10-02T10:54:01.900Z") });
    const id = await lab.stock();
    const { key } = (await lab.robot("POST", "/key", { name: "deploy", data: Lab.publicKey() })).json;
    const fields = {
      product_id: String(id),
      "authorized_key[]": [key.fingerprint],
      "addon[]": ["primary_ipv4"],
    };
    const { data: _, created_at: __, ...shownKey } = key;
    expect(await lab.order(fields)).toEqual({
      status: 201,
      json: {
        transaction: {
          id: expect.stringMatching(/^B20261002-\d+-\d+$/),
          date: "2026-10-02T12:54:01+02:00",
          status: "in process",
          server_number: null,
          server_ip: null,
          authorized_key: [{ key: shownKey }],
          host_key: [],
          comment: null,
          product: {
            id,
            name: "SB41",
            description: [
              "Intel Core i7-8700",
              "4x RAM 16384 MB DDR4",
              "2x SSD M.2 NVMe 1 TB",
              "NIC 1 Gbit Intel I219-LM",
            ],
            traffic: "unlimited",
            dist: "Rescue system",
            arch: "64",
            lang: "en",
            cpu: "Intel Core i7-8700",
            cpu_benchmark: 13_089,
            memory_size: 64,
            hdd_size: 1024,
            hdd_text: "INIC",
            hdd_count: 2,
            datacenter: "FSN1-DC14",
            network_speed: "1 Gbit/s",
          },
          addons: ["primary_ipv4"],
        },
      },
    });
    expect((await lab.robot("GET", `/order/server_market/product/${id}`)).status).toBe(404);
    expect((await lab.control("GET", "/stock")).json).toEqual([]);
  });

  test("of many orders for one machine at once exactly one is taken", async () => {
    const lab = await TestLab.open();
    const id = String(await lab.stock());
    await lab.control("PUT", "/latency", { ms: 1, jitterMs: 20 });
    const buyers = await Promise.all(Array.from({ length: 20 }, () => lab.customer()));
    const answers = await Promise.all(buyers.map((buyer) => lab.order({ product_id: id }, buyer)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, json } of answers.filter((answer) => answer.status !== 201)) {
      expect({ status, error: json.error }).toMatchObject({
        status: 400,
        error: { invalid: ["product_id"] },
      });
    }
    expect((await lab.control("GET", "/orders")).json).toHaveLength(1);
  });

  test("a sold id never comes back", async () => {
    const lab = await TestLab.open();
    const id = await lab.stock();
    await lab.order({ product_id: String(id) });
    expect((await lab.control("POST", "/stock", { id })).status).toBe(409);
  });

  test.each([
    [{}, ["product_id"], null],
    [{ product_id: "" }, ["product_id"], null],
    [{ product_id: "SB41" }, null, ["product_id"]],
    [{ product_id: "7" }, null, ["product_id"]],
    [{ product_id: "ID", "authorized_key[]": ["00:11"] }, null, ["authorized_key"]],
    [{ product_id: "ID", authorized_key: "00:11" }, null, ["authorized_key"]],
    [{ product_id: "ID", dist: "Windows", lang: "fr" }, null, ["dist", "lang"]],
    [{ product_id: "ID", "addon[]": ["gold"] }, null, ["addon"]],
    [{ product_id: "ID", addon: "primary_ipv4" }, null, ["addon"]],
    [{ product_id: "ID", test: "yes" }, null, ["test"]],
  ])("%j is 400 INVALID_INPUT and buys nothing", async (given, missing, invalid) => {
    const lab = await TestLab.open();
    const id = String(await lab.stock());
    const fields = "product_id" in given && given.product_id === "ID" ? { ...given, product_id: id } : given;
    expect(await lab.order(fields as Parameters<typeof lab.order>[0])).toEqual({
      status: 400,
      json: { error: { status: 400, code: "INVALID_INPUT", message: "invalid input", missing, invalid } },
    });
    expect((await lab.control("GET", "/orders")).json).toEqual([]);
  });

  test.each([
    ["application/json", (id: number) => JSON.stringify({ product_id: id })],
    ["application/json", (id: number) => `product_id=${id}`],
    ["text/plain", (id: number) => `product_id=${id}`],
  ])("a body of %s is not understood: the form parser sees nothing", async (type, body) => {
    const lab = await TestLab.open();
    const init = { method: "POST", body: body(await lab.stock()), headers: { "content-type": type } };
    const response = await lab.request(transactions, lab.owner, init);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: "INVALID_INPUT", missing: ["product_id"] },
    });
  });

  test.each([
    [{ ordering: false }, 403, "ORDERING_NOT_ACTIVATED", /not activated/],
    [{ serverLimitReached: true }, 412, "PRECONDITION_FAILED", /server limit/],
    [{ paymentProblem: true }, 412, "PRECONDITION_FAILED", /payment/],
  ])("is refused to an account with %j", async (flags, status, code, message) => {
    const lab = await TestLab.open();
    const id = await lab.stock();
    const answer = await lab.order({ product_id: String(id) }, await lab.customer(flags));
    expect(answer).toMatchObject({
      status,
      json: { error: { status, code, message: expect.stringMatching(message) } },
    });
    expect((await lab.control("GET", "/stock")).json).toMatchObject([{ id }]);
  });

  test("test=true answers cancelled and leaves the machine", async () => {
    const lab = await TestLab.open();
    const id = await lab.stock();
    const answer = await lab.order({ product_id: String(id), test: "true" });
    expect(answer).toMatchObject({
      status: 201,
      json: { transaction: { status: "cancelled", server_number: null } },
    });
    await lab.advance(86_400);
    expect((await lab.control("GET", "/stock")).json).toMatchObject([{ id }]);
    expect((await lab.robot("GET", "/server")).status).toBe(404);
    expect((await lab.order({ product_id: String(id) })).status).toBe(201);
  });
});

describe("a transaction", () => {
  test("is in process, then ready with a server after the delay that is set", async () => {
    const lab = await TestLab.open({ now: () => 0 });
    await lab.control("PUT", "/settings", { readyAfterSeconds: 300 });
    const id = await lab.stock();
    const placed = (await lab.order({ product_id: String(id), "addon[]": ["primary_ipv4"] })).json
      .transaction;
    const look = async () => (await lab.robot("GET", `${transactions}/${placed.id}`)).json.transaction;
    await lab.advance(299);
    expect(await look()).toMatchObject({
      status: "in process",
      server_number: null,
      server_ip: null,
      host_key: [],
    });
    expect((await lab.robot("GET", "/server")).status).toBe(404);
    await lab.advance(2);
    const ready = await look();
    expect(ready).toMatchObject({
      status: "ready",
      addons: ["primary_ipv4"],
      host_key: [{ key: { type: "ED25519" } }],
    });
    expect(ready.server_number).not.toBe(id);
    const { server } = (await lab.robot("GET", `/server/${ready.server_number}`)).json;
    expect(server).toMatchObject({ server_ip: ready.server_ip, status: "ready", dc: "FSN1-DC14" });
  });

  test("without the addon the server has no IPv4 address", async () => {
    const lab = await TestLab.open();
    const id = await lab.stock();
    const placed = (await lab.order({ product_id: String(id) })).json.transaction;
    await lab.advance(61);
    const ready = (await lab.robot("GET", `${transactions}/${placed.id}`)).json.transaction;
    expect(ready).toMatchObject({ status: "ready", server_ip: null });
    const [{ server }] = (await lab.robot("GET", "/server")).json;
    expect(server).toMatchObject({ server_number: ready.server_number, server_ip: null, ip: null });
  });

  test("with a comment it waits for a person for ever", async () => {
    const lab = await TestLab.open();
    await lab.order({ product_id: String(await lab.stock()), comment: "please hurry" });
    await lab.advance(20 * 86_400);
    expect((await lab.robot("GET", transactions)).json).toMatchObject([
      { transaction: { status: "in process", comment: "please hurry" } },
    ]);
  });

  test("is listed for 30 days, to its account alone, without addons and with the price reductions", async () => {
    const lab = await TestLab.open();
    expect(await lab.robot("GET", transactions)).toMatchObject({
      status: 404,
      json: { error: { code: "NOT_FOUND" } },
    });
    const { transaction } = (await lab.order({ product_id: String(await lab.stock()) })).json;
    const [item] = (await lab.robot("GET", transactions)).json;
    const { addons: _, ...rest } = transaction;
    const reductions = {
      fixed_price: false,
      next_reduce: expect.any(Number),
      next_reduce_date: expect.any(String),
    };
    expect(item).toEqual({ transaction: { ...rest, product: { ...rest.product, ...reductions } } });

    const stranger = await lab.customer();
    expect((await lab.robot("GET", transactions, undefined, stranger)).status).toBe(404);
    expect((await lab.robot("GET", `${transactions}/${transaction.id}`, undefined, stranger)).status).toBe(
      404,
    );
    await lab.advance(30 * 86_400);
    expect((await lab.robot("GET", transactions)).status).toBe(404);
    expect((await lab.robot("GET", `${transactions}/${transaction.id}`)).status).toBe(200);
  });
});

test("is listed late, and its machine shown as on offer meanwhile, for as long as is set", async () => {
  const lab = await TestLab.open();
  await lab.control("PUT", "/settings", { listedAfterSeconds: 60, soldAfterSeconds: 30 });
  const id = await lab.stock();
  const product = `/order/server_market/product/${id}`;
  expect((await lab.order({ product_id: String(id) })).status).toBe(201);
  expect((await lab.robot("GET", transactions)).status).toBe(404);
  expect((await lab.robot("GET", product)).status).toBe(200);
  expect((await lab.order({ product_id: String(id) })).status).toBe(400);
  await lab.control("POST", "/clock", { advanceSeconds: 31 });
  expect((await lab.robot("GET", product)).status).toBe(404);
  await lab.control("POST", "/clock", { advanceSeconds: 30 });
  expect((await lab.robot("GET", transactions)).json).toHaveLength(1);
});

test("that is in process can be called off by Hetzner, and is cancelled from then on", async () => {
  const lab = await TestLab.open();
  const id = await lab.stock();
  const { transaction } = (await lab.order({ product_id: String(id) })).json;
  expect((await lab.control("DELETE", `/orders/${transaction.id}`)).status).toBe(204);
  const shown = (await lab.robot("GET", `${transactions}/${transaction.id}`)).json;
  expect(shown.transaction).toMatchObject({ status: "cancelled", server_number: null });
  expect((await lab.control("DELETE", `/orders/${transaction.id}`)).status).toBe(409);
});

test("orders, stock, logins and limits survive kill -9", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dataFile = join(folder, "hetzner.db");
  const script = `
    const { HetznerSimulator } = await import(${JSON.stringify(new URL("./hetzner.ts", import.meta.url).href)});
    const { controlUrl, url } = await HetznerSimulator.start({ dataFile: ${JSON.stringify(dataFile)} });
    console.log(JSON.stringify({ controlUrl, url }));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const started = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data) => resolve(String(data))),
  );
  const { controlUrl, url } = JSON.parse(started);

  const lab = await TestLab.open();
  const account = { ...lab.owner };
  const post = (path: string, body: object) =>
    fetch(controlUrl + path, { method: "POST", body: JSON.stringify(body) });
  await post("/accounts", account);
  await post("/stock", [{ id: 11 }, { id: 13 }, { id: 12 }]);
  await fetch(`${controlUrl}/stock/12`, { method: "PATCH", body: JSON.stringify({ priceCents: 1 }) });
  await post("/clock", { advanceSeconds: 3600 });
  await post("/faults", { route: "GET /key", kind: "sold" });
  const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString("base64")}`;
  const order = { method: "POST", headers: { authorization }, body: TestLab.form({ product_id: "11" }) };
  expect((await fetch(url + transactions, order)).status).toBe(201);
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;

  const revived = await TestLab.open({ dataFile });
  expect((await revived.control("GET", "/stock")).json).toMatchObject([
    { id: 13 },
    { id: 12, priceCents: 1 },
  ]);
  expect((await revived.control("GET", "/orders")).json).toMatchObject([
    { account: account.user, productId: 11 },
  ]);
  expect((await revived.control("GET", "/faults")).json).toHaveLength(1);
  expect(await revived.journal()).toMatchObject([
    { seq: 1, status: 201, applied: true, account: account.user },
  ]);
  expect((await revived.robot("GET", transactions, undefined, account)).status).toBe(200);
  for (let spent = 1; spent < 20; spent += 1) await revived.order({}, account);
  expect((await revived.order({}, account)).json.error.code).toBe("RATE_LIMIT_EXCEEDED");
});
