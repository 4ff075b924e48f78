// Guarantee: an address leads to what it says and to nothing else, whatever decodes it on the way.

import { expect, test } from "vitest";
import { Path } from "./path.ts";

test.each([
  ["/api/rules", "/rules"],
  ["/rules", "/rules"],
  ["/api", "/"],
  ["/apirules", "/apirules"],
  ["/api/api/rules", "/api/rules"],
  ["/api/offers/ovh-eu/24ska01%7Cram", "/offers/ovh-eu/24ska01%7Cram"],
  ["/api/offers/hetzner/%C3%BC", "/offers/hetzner/%C3%BC"],
  ["/api/offers/hetzner/...", "/offers/hetzner/..."],
])("%s", (target, path) => {
  expect(Path.read(target)).toBe(path);
});

test.each([
  "",
  "*",
  "rules",
  "http://api.test/rules",
  "/api/offers/hetzner/..%2F..%2Frules",
  "/api/offers/hetzner/..%2f..%2frules",
  "/api/rules%2Frul_1",
  "/api%2frules",
  "/api/rules%5Crul_1",
  "/api/rules\\rul_1",
  "/api/../rules",
  "/api/./rules",
  "/api/%2e%2e/rules",
  "/api/%2E/rules",
  "/api/.%2e/rules",
  "/x/../api/rules",
  "/api/rules/%zz",
  "/api/rules/%",
  "/api/rules/%C0%AF",
  "/api/rules/%ED%A0%80",
  "/api/rules/ü",
  "/api/rules/ x",
])("is refused: %s", (target) => {
  expect(Path.read(target)).toBeUndefined();
});
