// Guarantee: every provider whose inventory is public is watched, and none whose inventory only its owner's token
// shows.

import { expect, test } from "vitest";
import { Inventories } from "./inventories.ts";
import { Providers } from "./providers.ts";

test("are of every provider whose inventory is public, and of no other", () => {
  const open = Providers.all.filter(({ descriptor }) => descriptor.inventory === "public");
  const ids = (list: readonly { descriptor: { id: string } }[]) =>
    list.map(({ descriptor }) => descriptor.id);
  expect(ids(Inventories.all).sort()).toEqual(ids(open).sort());
  expect(Inventories.get("digitalocean")).toBeUndefined();
});
