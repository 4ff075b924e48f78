// Guarantee: what signs somebody in ends with its lifetime or its grant and no other's, and what was used up is
// known to be.

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { IssuerStorage } from "./storage.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("keeps an entry for its lifetime, in its own model, findable by its uid", async () => {
  const adapter = IssuerStorage.create();
  const [sessions, codes] = [adapter("Session"), adapter("AuthorizationCode")];
  await sessions.upsert("one", { uid: "uid" }, 60);
  expect(await sessions.find("one")).toEqual({ uid: "uid" });
  expect(await sessions.findByUid("uid")).toEqual({ uid: "uid" });
  expect(await codes.find("one")).toBeUndefined();
  vi.setSystemTime(Date.now() + 60_000);
  expect(await sessions.find("one")).toBeUndefined();
  expect(await sessions.findByUid("uid")).toBeUndefined();
});

test("remembers what was consumed, and revokes what one grant gave and nothing else", async () => {
  const codes = IssuerStorage.create()("AuthorizationCode");
  await codes.upsert("a", { grantId: "1" }, 60);
  await codes.upsert("b", { grantId: "2" }, 60);
  await codes.consume("a");
  expect(await codes.find("a")).toMatchObject({ consumed: Math.floor(Date.now() / 1000) });
  await codes.revokeByGrantId("1");
  expect([await codes.find("a"), await codes.find("b")]).toEqual([undefined, { grantId: "2" }]);
});
