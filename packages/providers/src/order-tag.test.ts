// Guarantee: an order is found again under its tag, so the tag fits wherever it is put and no other order has it.

import { Match } from "@cloudco/core/match/match";
import { expect, test } from "vitest";
import { OrderTag } from "./order-tag.ts";

test("a tag fits as a host name, a DigitalOcean tag and name, and a Vultr label", () => {
  const orderId = Match.orderId({ id: `mat_${"0123456789abcdef".repeat(2)}`, attempt: 12_345 });
  const tag = OrderTag.of(orderId);
  expect(tag).toBe("cloudco-mat-0123456789abcdef0123456789abcdef-12345");
  expect(tag).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/);
});

test("every attempt has a tag of its own", () => {
  const tags = [1, 2, 11, 12].map((attempt) => OrderTag.of(Match.orderId({ id: "mat_1", attempt })));
  expect(new Set(tags).size).toBe(4);
});
