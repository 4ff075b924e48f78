// Guarantee: what a function loads grows only when somebody decides that it may.

import { beforeAll, describe, expect, test } from "vitest";
import { evaluate, type Graph } from "./evaluate.ts";

const KB = 1024;
/** So much may change before somebody has to decide. */
const TOLERANCE = 1.05;

/**
 * Bytes, gzipped, of what loads with each function: the most that it may ever be, and what it is. Where a change is worth
 * its size, record the new one. The scan was meant to have 120 KB and does not: it loads no code that orders, but the
 * SDK's clients are 85 and zod is 30. Order, Reconcile and Visit were meant to have 220 KB and have 224 to 227.
 */
const SIZES = {
  Api: { most: 320 * KB, recorded: 284_096 },
  Order: { most: 230 * KB, recorded: 229_420 },
  Verify: { most: 220 * KB, recorded: 220_570 },
  Reconcile: { most: 230 * KB, recorded: 229_499 },
  Scan: { most: 170 * KB, recorded: 169_367 },
  Visit: { most: 230 * KB, recorded: 232_151 },
};

let g: Graph;
beforeAll(async () => {
  g = await evaluate("production");
}, 120_000);

describe.each(Object.entries(SIZES))("%s", (name, { most, recorded }) => {
  test("is as small as it was", () => {
    const loaded = g.bundles.get(name)?.loaded ?? Number.NaN;
    expect(loaded).toBeLessThanOrEqual(most);
    expect(
      loaded,
      `It was ${recorded} bytes. Record the new size if that is what it should be.`,
    ).toBeLessThanOrEqual(recorded * TOLERANCE);
  });
});
