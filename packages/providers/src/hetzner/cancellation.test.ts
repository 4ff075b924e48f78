// Guarantee: a server is given up only where that was asked for, and called terminated only if Robot says so.

import { describe, expect, test } from "vitest";
import { placeOrder } from "../../test/fixture.ts";
import {
  control,
  fault,
  hetzner,
  login,
  offer,
  request,
  robot,
  robotError,
  sent,
} from "../../test/hetzner/rig.ts";
import { adapter } from "./hetzner.ts";

const CANCEL = "/server/:number/cancellation";

/** Buys a machine. */
async function buy(): Promise<{ reference: string; serverId: string | null; category: "auction" }> {
  const outcome = await placeOrder(adapter, login, request(await offer()));
  if (outcome.kind !== "placed") throw new Error(outcome.message);
  return { reference: outcome.reference, serverId: outcome.server.id, category: "auction" };
}

/** Buys a machine and waits until it is ready. */
async function buyReady() {
  const bought = await buy();
  await control("POST", "/clock", { advanceSeconds: 61 });
  const servers = (await robot("/server")) as { server: { server_number: number } }[];
  return { ...bought, serverId: String(servers[0]?.server.server_number) };
}

/** What Robot says of a cancellation, as a fault of the simulator. */
const says = (cancellation: object) => ({
  kind: "body",
  status: 200,
  body: JSON.stringify({ cancellation: { cancelled: false, cancellation_date: null, ...cancellation } }),
});

describe("terminate", () => {
  test("cancels at once what Robot lets go at once", async () => {
    const server = await buyReady();
    const before = Date.now();
    const termination = await adapter.terminate(login, server);
    expect(termination).toMatchObject({ kind: "terminated" });
    expect(termination).toHaveProperty("at", expect.any(Number));
    expect((termination as { at: number }).at).toBeGreaterThanOrEqual(before);
    const path = `/server/${server.serverId}/cancellation`;
    expect(await robot(path)).toMatchObject({ cancellation: { cancelled: true } });
  });

  test("finds the server by its order where its number is not known yet", async () => {
    const { serverId, ...server } = await buyReady();
    expect(await adapter.terminate(login, { ...server, serverId: null })).toMatchObject({
      kind: "terminated",
    });
    expect(await robot(`/server/${serverId}/cancellation`)).toMatchObject({
      cancellation: { cancelled: true },
    });
  });

  test("says that an order in process can't be called off", async () => {
    const server = await buy();
    expect(await adapter.terminate(login, server)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(/still processes this order.*once it is ready/),
    });
    expect(await sent("POST", `/server/${server.serverId}/cancellation`)).toEqual([]);
  });

  test("may be asked for twice, and again when the server is gone", async () => {
    const server = await buyReady();
    await adapter.terminate(login, server);
    expect(await adapter.terminate(login, server)).toMatchObject({ kind: "terminated" });
    expect(await sent("POST", `/server/${server.serverId}/cancellation`)).toHaveLength(1);
    await control("POST", "/clock", { advanceSeconds: 2 * 86_400 });
    expect(await adapter.terminate(login, server)).toEqual({ kind: "gone" });
  });

  test("keeps to the day that Robot names, and gives its place up where that is asked", async () => {
    const server = await buyReady();
    const day = "2031-05-31";
    await fault(`GET ${CANCEL}`, says({ earliest_cancellation_date: day, reservation_possible: true }));
    const at = Date.parse(day);
    expect(await adapter.terminate(login, server)).toEqual({ kind: "terminated", at });
    const [post] = await sent("POST", `/server/${server.serverId}/cancellation`);
    expect(post?.body).toEqual({ cancellation_date: day, reserve_location: "false" });
  });

  test("of what was cancelled by somebody else meanwhile is done", async () => {
    const server = await buyReady();
    await fault(`POST ${CANCEL}`, { ...robotError(409, "CONFLICT"), when: "after" });
    expect(await adapter.terminate(login, server)).toMatchObject({ kind: "terminated" });
  });

  test("is refused while the server moves to another account", async () => {
    const server = await buyReady();
    await fault(`POST ${CANCEL}`, robotError(409, "CONFLICT"));
    expect(await adapter.terminate(login, server)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("transfer"),
    });
  });

  // Guarantee: a server is called terminated only if Robot says so.
  test.each([
    [`GET ${CANCEL}`, { kind: "status", status: 500 }, { kind: "refused", cause: "unavailable" }],
    [`GET ${CANCEL}`, { kind: "wrong-json" }, { kind: "refused", cause: "unreadable" }],
    [`GET ${CANCEL}`, says({ earliest_cancellation_date: "soon" }), { kind: "refused", cause: "unreadable" }],
    [`GET ${CANCEL}`, says({}), { kind: "refused", cause: "unreadable" }],
    [
      `GET ${CANCEL}`,
      { kind: "rate-limit" },
      { kind: "refused", cause: "rate_limited", retryAfterSeconds: 3600 },
    ],
    [`POST ${CANCEL}`, { kind: "body", status: 401, body: "" }, { kind: "refused", cause: "credentials" }],
    [`POST ${CANCEL}`, { kind: "rate-limit" }, { kind: "refused", cause: "rate_limited" }],
    [`POST ${CANCEL}`, { kind: "reset", when: "after" }, { kind: "unknown", cause: "unavailable" }],
    [`POST ${CANCEL}`, { kind: "status", status: 502 }, { kind: "unknown", cause: "unavailable" }],
    [`POST ${CANCEL}`, { kind: "truncate" }, { kind: "unknown", cause: "unavailable" }],
    [`POST ${CANCEL}`, { kind: "not-json" }, { kind: "unknown", cause: "unreadable" }],
    [`POST ${CANCEL}`, says({}), { kind: "unknown", cause: "unreadable" }],
  ])("with %s answered by %j", async (route, input, expected) => {
    const server = await buyReady();
    await fault(route, input);
    expect(await adapter.terminate(login, server)).toMatchObject(expected);
    expect(await adapter.terminate(login, server)).toMatchObject({ kind: "terminated" });
  });

  test.each([
    [robotError(404, "NOT_FOUND"), { kind: "refused", message: expect.stringContaining("by hand") }],
    [
      { kind: "status", status: 503 },
      { kind: "refused", cause: "unavailable" },
    ],
    [{ kind: "wrong-json" }, { kind: "refused", cause: "unreadable" }],
  ])("of an order that Robot answers with %j", async (input, expected) => {
    const server = { ...(await buyReady()), serverId: null };
    await fault("GET /order/*", input);
    expect(await adapter.terminate(login, server)).toMatchObject(expected);
  });

  test("sends no number or order that is none", async () => {
    const odd = { serverId: "../1", reference: "../../key", category: "auction" } as const;
    expect(await adapter.terminate(login, odd)).toMatchObject({ kind: "refused" });
    expect(await adapter.terminate(login, { ...odd, serverId: null })).toMatchObject({ kind: "refused" });
    expect(await control("GET", "/journal")).toEqual([]);
  });

  test("is not sent where Robot can't be reached", async () => {
    const server = await buyReady();
    await hetzner.close();
    expect(await adapter.terminate(login, server)).toMatchObject({ kind: "refused", cause: "unavailable" });
  });
});
