import { type Adapter, ProviderFailure } from "@cloudco/core/provider/provider";
import { expect, test } from "vitest";
import { guard } from "./guard.ts";
import { adapter as hetzner } from "./hetzner/hetzner.ts";

const oops = () => {
  throw new TypeError("x is not a function");
};
const broken: Adapter = {
  descriptor: hetzner.descriptor,
  verify: oops,
  inventory: oops,
  quote: oops,
  prepare: oops,
  order: oops,
  find: oops,
  terminate: oops,
};

// Guarantee: a mistake in an adapter is never taken for proof that nothing was bought or that something was destroyed.
test("a mistake in an adapter is a failure that proves nothing", async () => {
  const adapter = guard(broken);
  const args = [{}, {}, {}, {}] as never;
  const failure = { cause: "unreadable", message: expect.stringContaining("The fault is ours") };
  expect(await adapter.verify(...(args as [never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.quote(...(args as [never, never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.prepare?.(...(args as [never, never]))).toMatchObject({ ok: false, ...failure });
  expect(await adapter.order(...(args as [never, never]))).toMatchObject({ kind: "unknown", ...failure });
  expect(await adapter.find(...(args as [never, never, never]))).toMatchObject({
    kind: "unclear",
    ...failure,
  });
  expect(await adapter.terminate(...(args as [never, never]))).toMatchObject({
    kind: "unknown",
    ...failure,
  });
  const thrown = await adapter.inventory(null).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(ProviderFailure);
  expect(thrown).toMatchObject({ failure });
});

test("the provider's own failure is left as it is", async () => {
  const down = new ProviderFailure({ cause: "unavailable", message: "down" });
  const adapter = guard({ ...broken, inventory: () => Promise.reject(down) });
  await expect(adapter.inventory(null)).rejects.toBe(down);
});
