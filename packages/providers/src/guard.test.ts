// Guarantee: a mistake in an adapter is never taken for proof that nothing was bought or that something was destroyed.

import type { Adapter } from "@cloudco/core/provider/provider";
import { expect, test } from "vitest";
import { ProviderFailure } from "./failure.ts";
import { guard } from "./guard.ts";
import { adapter as hetzner } from "./hetzner/hetzner.ts";

const oops = () => {
  throw new TypeError("x is not a function");
};
const broken: Adapter = {
  descriptor: hetzner.descriptor,
  verify: oops,
  inventory: oops,
  requestKey: oops,
  assortment: oops,
  quote: oops,
  prepare: oops,
  draft: oops,
  find: oops,
  terminate: oops,
};

test("a mistake in an adapter is a failure that proves nothing", async () => {
  const adapter = guard(broken);
  const args = [{}, {}, {}, {}] as never;
  const failure = { cause: "unreadable", message: expect.stringContaining("The fault is ours") };
  expect(await adapter.verify(...(args as [never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.quote(...(args as [never, never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.prepare?.(...(args as [never, never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.draft(...(args as [never, never]))).toMatchObject({ ok: false, ...failure });
  const draft = { listing: {} as never, due: 0, trace: null, send: oops };
  const drafting: Adapter = { ...broken, draft: async () => ({ ok: true, ...draft }) };
  const drafted = await guard(drafting).draft(...(args as [never, never]));
  expect(drafted.ok && (await drafted.send(() => false))).toMatchObject({ kind: "unknown", ...failure });
  expect(await adapter.find(...(args as [never, never, never]))).toMatchObject({
    kind: "unclear",
    ...failure,
  });
  expect(await adapter.terminate(...(args as [never, never]))).toMatchObject({
    kind: "unknown",
    ...failure,
  });
  expect(await adapter.inventory(null)).toMatchObject({ ok: false, ...failure });
  expect(await adapter.assortment?.()).toMatchObject({ ok: false, ...failure });
  expect(await adapter.requestKey?.({})).toMatchObject({ ok: false, ...failure });
});

// Guarantee: a failure that ends a call from within an adapter reaches the caller as it is, and as a result.
test("what an adapter throws of the provider's own is its result", async () => {
  const failure = { cause: "unavailable", message: "down" } as const;
  const down = () => Promise.reject(new ProviderFailure(failure));
  const adapter: Adapter = guard({ ...broken, inventory: down, find: down, draft: down });
  expect(await adapter.inventory(null)).toEqual({ ok: false, ...failure });
  const args = [{}, {}, 0] as never;
  expect(await adapter.find(...(args as [never, never, never]))).toEqual({ kind: "unclear", ...failure });
  expect(await adapter.draft(...(args as [never, never]))).toEqual({ ok: false, ...failure });
});
