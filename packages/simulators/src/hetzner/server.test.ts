// Guarantee: a server is its account's alone, and ends when and as Robot ends it.

import { expect, test } from "vitest";
import { TestLab } from "../../test/hetzner/lab.ts";

const now = () => Date.parse("2026-10-02T10:00:00Z");

async function delivered() {
  const lab = await TestLab.open({ now });
  await lab.control("PUT", "/settings", { readyAfterSeconds: 0 });
  await lab.order({ product_id: String(await lab.stock()), "addon[]": ["primary_ipv4"] });
  await lab.advance(1);
  const [{ server }] = (await lab.robot("GET", "/server")).json;
  const cancel = (fields: Record<string, string>) =>
    lab.robot("POST", `/server/${server.server_number}/cancellation`, fields);
  return { lab, server, cancel, path: `/server/${server.server_number}` };
}

test("a delivered server has the fields of the document, and more of them alone", async () => {
  const { lab, server, path } = await delivered();
  expect(server).toEqual({
    server_ip: expect.stringMatching(/^198\.1[89]\./),
    server_ipv6_net: expect.stringMatching(/^2001:db8:/),
    server_number: expect.any(Number),
    server_name: "",
    product: "Server Auction",
    dc: "FSN1-DC14",
    traffic: "unlimited",
    status: "ready",
    cancelled: false,
    paid_until: "2026-11-01",
    ip: [server.server_ip],
    subnet: [{ ip: server.server_ipv6_net, mask: "64" }],
  });
  const single = (await lab.robot("GET", path)).json.server;
  expect(single).toMatchObject({ ...server, reset: true, hot_swap: false, linked_storagebox: null });
});

test("a server is its account's alone", async () => {
  const { lab, path } = await delivered();
  const stranger = await lab.customer();
  for (const [method, suffix] of [
    ["GET", ""],
    ["GET", "/cancellation"],
    ["POST", "/cancellation"],
    ["DELETE", "/cancellation"],
  ]) {
    const answer = await lab.robot(method ?? "", `${path}${suffix}`, undefined, stranger);
    expect(answer).toMatchObject({ status: 404, json: { error: { code: "SERVER_NOT_FOUND" } } });
  }
});

test("a cancellation is declared, shown and revoked", async () => {
  const { lab, server, cancel, path } = await delivered();
  const open = (await lab.robot("GET", `${path}/cancellation`)).json.cancellation;
  expect(open).toMatchObject({
    server_ip: server.server_ip,
    earliest_cancellation_date: "2026-10-02",
    cancelled: false,
    reservation_possible: false,
    reserved: false,
    cancellation_date: null,
  });
  expect(open.cancellation_reason).toContain("Server too expensive");
  expect((await lab.robot("DELETE", `${path}/cancellation`)).status).toBe(409);

  const fields = { cancellation_date: "2026-10-05", cancellation_reason: "Server too expensive" };
  const declared = await cancel(fields);
  expect(declared).toMatchObject({ status: 200, json: { cancellation: { ...fields, cancelled: true } } });
  expect((await lab.robot("GET", path)).json.server.cancelled).toBe(true);
  expect(await cancel(fields)).toMatchObject({ status: 409, json: { error: { code: "CONFLICT" } } });
  expect(await lab.robot("DELETE", `${path}/cancellation`)).toEqual({ status: 200, json: null });
  expect((await lab.robot("GET", `${path}/cancellation`)).json.cancellation).toEqual(open);
});

test("a cancellation for now can't be revoked, and ends the server with the day", async () => {
  const { lab, cancel, path } = await delivered();
  const { cancellation } = (await cancel({ cancellation_date: "now" })).json;
  expect(cancellation).toMatchObject({
    cancelled: true,
    cancellation_date: "2026-10-02",
    cancellation_reason: null,
  });
  expect((await lab.robot("DELETE", `${path}/cancellation`)).status).toBe(409);
  expect((await lab.robot("GET", path)).status).toBe(200);
  await lab.advance(86_400);
  expect((await lab.robot("GET", path)).status).toBe(404);
});

test.each([
  [{}, 400, { code: "INVALID_INPUT", missing: ["cancellation_date"], invalid: null }],
  [{ cancellation_date: "2026-10-01" }, 400, { invalid: ["cancellation_date"] }],
  [{ cancellation_date: "2026-02-30" }, 400, { invalid: ["cancellation_date"] }],
  [{ cancellation_date: "now", cancellation_reason: "bored" }, 400, { invalid: ["cancellation_reason"] }],
  [{ cancellation_date: "now", reserve_location: "maybe" }, 400, { invalid: ["reserve_location"] }],
  [
    { cancellation_date: "now", reserve_location: "true" },
    409,
    { code: "SERVER_CANCELLATION_RESERVE_LOCATION_FALSE_ONLY" },
  ],
])("a cancellation with %j is refused", async (fields, status, error) => {
  const { lab, cancel, path } = await delivered();
  expect(await cancel(fields as Record<string, string>)).toMatchObject({ status, json: { error } });
  expect((await lab.robot("GET", path)).json.server.cancelled).toBe(false);
});
