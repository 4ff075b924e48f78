// Guarantee: an order asks for exactly what its rule names, and for nothing that the rule leaves to the provider.

import { expect, test } from "vitest";
import { listing, rule } from "../../test/arbitrary.ts";
import { requestOf } from "./order-request.ts";

const ORDER = `mat_${"0".repeat(32)}-1`;

test("what the rule names is asked for", () => {
  const named = rule({
    image: "Debian",
    hostname: "db-{location}",
    sshKeys: ["a"],
    ipv4: false,
    termMonths: 12,
  });
  expect(requestOf(named, listing(), ORDER)).toMatchObject({
    orderId: ORDER,
    listing: listing(),
    template: { image: "Debian", hostname: "db-fsn1", sshKeys: ["a"], ipv4: false, termMonths: 12 },
  });
});

test("what it leaves open is not", () => {
  const { template } = requestOf(rule({ waiveWithdrawal: false }), listing(), ORDER);
  expect(template).not.toHaveProperty("image");
  expect(template).not.toHaveProperty("hostname");
  expect(template).toMatchObject({ waiveWithdrawal: false, payment: "automatic" });
});
