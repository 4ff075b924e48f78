// Guarantee: nobody chooses the address that they are known by, and nobody comes in beside the front door.

import { expect, test } from "vitest";
import { Viewer } from "./viewer.ts";

const CURRENT = "c".repeat(43);
const NEXT = "n".repeat(43);
const of = (address: string | undefined, secret: string | undefined = CURRENT) =>
  Viewer.addressOf(
    {
      ...(secret ? { "x-origin-secret": secret } : {}),
      ...(address ? { "cloudfront-viewer-address": address } : {}),
      "x-forwarded-for": "192.0.2.66",
      "x-real-ip": "192.0.2.66",
      forwarded: "for=192.0.2.66",
    },
    [CURRENT, NEXT],
  );

test.each([
  ["198.51.100.7:46532", "198.51.100.7"],
  ["2001:db8:1:2:3:4:5:6:443", "2001:db8:1:2::/64"],
  ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff:443", "2001:db8:1:2::/64"],
  ["2001:db8::1:443", "2001:db8:0:0::/64"],
  ["::1:443", "0:0:0:0::/64"],
  ["::ffff:198.51.100.7:443", "198.51.100.7"],
  ["", ""],
])("%s", (address, known) => {
  expect(of(address)).toBe(known);
});

test("both secrets are good while they are changed, and no other is", () => {
  expect(of("198.51.100.7:1", NEXT)).toBe("198.51.100.7");
  for (const secret of ["", "x", CURRENT.slice(1), `${CURRENT}c`, `${CURRENT},${NEXT}`]) {
    expect(of("198.51.100.7:1", secret === "" ? "none" : secret)).toBeUndefined();
  }
  expect(Viewer.addressOf({ "cloudfront-viewer-address": "198.51.100.7:1" }, [CURRENT])).toBeUndefined();
});
