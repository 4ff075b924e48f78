// Guarantee: the server that was asked for and no other ends, when what was paid for is used up, and is called ended
// only on proof.

import { beforeEach, describe, expect, test } from "vitest";
import { eu, login, orders, SERVICE } from "../../test/ovh/past.ts";
import { business, gateway, Status } from "../../test/ovh/stub.ts";
import { europe } from "./ovh.ts";

describe("terminate", () => {
  const path = `/dedicated/server/${SERVICE}/serviceInfos`;
  const renew = {
    automatic: false,
    deleteAtExpiration: false,
    forced: false,
    manualPayment: true,
    period: 1,
  };
  const infos = { status: "ok", expiration: "2026-11-02", canDeleteAtExpiration: true, renew };
  const server = {
    serverId: SERVICE as string | null,
    reference: "231234567",
    category: "dedicated" as const,
  };
  const terminate = (of = server) => europe.terminate?.(login, of);

  beforeEach(() => eu.answer({ [`GET ${path}`]: infos, [`PUT ${path}`]: null }));

  test("ends the renewal, so that the server is gone when what was paid for is used up", async () => {
    expect(await terminate()).toEqual({ kind: "terminated", at: Date.parse("2026-11-02T00:00:00Z") });
    expect(eu.sent(`PUT ${path}`)).toEqual([
      { renew: { ...renew, automatic: true, deleteAtExpiration: true } },
    ]);
  });

  test("is done where it was done before", async () => {
    eu.answer({ [`GET ${path}`]: { ...infos, renew: { ...renew, deleteAtExpiration: true } } });
    expect(await terminate()).toMatchObject({ kind: "terminated" });
    expect(eu.calls).toEqual([`GET ${path}`]);
  });

  test("finds the server by its order", async () => {
    orders({ 231234567: { lines: [{}, { domain: SERVICE }] } });
    expect(await terminate({ ...server, serverId: null })).toMatchObject({ kind: "terminated" });
  });

  test.each(["231234567", "../1"])(
    "of the order %s that has brought no server is refused, and says why",
    async (reference) => {
      orders({ 231234567: {} });
      expect(await terminate({ ...server, serverId: null, reference })).toMatchObject({
        kind: "refused",
        message: expect.stringContaining("has not delivered this order yet"),
      });
    },
  );

  test("of a server that is bound to a term is refused", async () => {
    eu.answer({ [`GET ${path}`]: { ...infos, canDeleteAtExpiration: false } });
    expect(await terminate()).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("longer term"),
    });
    expect(eu.sent(`PUT ${path}`)).toEqual([]);
  });

  test.each<[string, unknown, object]>([
    ["GET", business("This service does not exist", 404), { kind: "gone" }],
    ["GET", business("This service is expired", 460), { kind: "gone" }],
    ["GET", gateway("NOT_GRANTED_CALL"), { kind: "refused", cause: "not_allowed" }],
    ["GET", new Status(404, "<h1>404</h1>"), { kind: "refused", cause: "unreadable" }],
    ["GET", { ...infos, renew: null }, { kind: "refused", cause: "unreadable" }],
    ["PUT", business("This service does not exist", 404), { kind: "gone" }],
    ["PUT", gateway("NOT_GRANTED_CALL"), { kind: "refused", cause: "not_allowed" }],
    ["PUT", business("no"), { kind: "refused", cause: "refused" }],
    ["PUT", new Status(500), { kind: "unknown", cause: "unavailable" }],
    ["PUT", new Status(404, "<h1>404</h1>"), { kind: "unknown", cause: "unreadable" }],
  ])("where %s answers %j is %j", async (method, answer, end) => {
    eu.answer({ [`${method} ${path}`]: answer });
    expect(await terminate()).toMatchObject(end);
  });
});
