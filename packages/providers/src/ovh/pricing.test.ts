// Guarantee: a price is what recurs, with every option that has to be chosen: a promotion that ends never hides it.

import { describe, expect, test, vi } from "vitest";
import { changed, join, read } from "../../test/ovh/joined.ts";
import { addon, build, catalogue, plan, pricing } from "../../test/ovh/samples.ts";

test("of an option that has to be chosen and is not named, the cheapest counts", () => {
  const dearer = changed(catalogue, "addons.5", addon("bandwidth-300-24sk", "bandwidth-300", 100_000_000));
  expect(join([build], dearer).listings[0]).toMatchObject({ price: { monthly: { net: 1799, gross: 2159 } } });
});

test("an option may have a setup price, and a fraction of a cent rounds up", () => {
  const pricings = [pricing(0, 1_000_001), pricing(1, 1)];
  const from = changed(catalogue, "addons.0", { ...catalogue.addons[0], pricings });
  expect(join([build], from).listings[0]).toMatchObject({
    price: { monthly: { net: 1700 }, setup: { net: 1701 } },
  });
});

test("the price is net where the tax is not told", () => {
  const from = changed(catalogue, "plans.0.pricings.2.tax", undefined);
  expect(join([build], from).listings[0]).toMatchObject({
    price: { monthly: { net: 1699, gross: null }, setup: { gross: 2039 } },
  });
});

describe("a promotion", () => {
  const promotion = (more: object = {}) => ({
    name: "BM_Setupfees_action",
    type: "percentage",
    value: 100,
    startDate: "2025-12-17T00:00:00+01:00",
    endDate: "2026-01-31T00:00:00+01:00",
    total: { value: 0, tax: 0 },
    ...more,
  });
  const setup = (promotions: unknown, at: string) => {
    vi.setSystemTime(at);
    const from = changed(catalogue, "plans.0.pricings.1.promotions", promotions);
    const net = join([build], from).listings[0]?.price.setup.net;
    vi.useRealTimers();
    return net;
  };

  test("lowers the setup price in its time", () => {
    expect(setup([promotion()], "2026-01-30T23:00:00+01:00")).toBe(0);
    expect(setup([promotion()], "2026-01-31T00:00:00+01:00")).toBe(1699);
    expect(setup([promotion({ endDate: null })], "2026-03-01T00:00:00+01:00")).toBe(0);
    expect(setup([promotion()], "2025-12-16T00:00:00+01:00")).toBe(1699);
  });

  test("that can't be read, or makes it dearer, does not count", () => {
    expect(setup([promotion({ total: undefined })], "2026-01-01T00:00:00Z")).toBe(1699);
    expect(setup([promotion({ total: { value: 9_900_000_000 } })], "2026-01-01T00:00:00Z")).toBe(1699);
    expect(setup("free", "2026-01-01T00:00:00Z")).toBe(1699);
  });

  const rent = (promotions: unknown, where = "plans.0") => {
    vi.setSystemTime("2026-01-01T00:00:00Z");
    const row = where.startsWith("plans") ? 2 : 1;
    const net = join([build], changed(catalogue, `${where}.pricings.${row}.promotions`, promotions))
      .listings[0]?.price.monthly.net;
    vi.useRealTimers();
    return net;
  };
  const half = (more: object) =>
    promotion({ value: 50, total: { value: 849_500_000, tax: 169_900_000 }, ...more });

  test("on the rent counts where it lasts as long as the server is kept", () => {
    expect(rent([half({ duration: null })])).toBe(850);
    expect(rent([half({ duration: 3 }), half({ duration: null })])).toBe(850);
  });

  test("on an option's rent counts, too", () => {
    const dearer = changed(catalogue, "addons.2.pricings.1.price", 500_000_000);
    const free = promotion({ duration: null });
    vi.setSystemTime("2026-01-01T00:00:00Z");
    const from = changed(dearer, "addons.2.pricings.1.promotions", [free]);
    expect(join([build], from).listings[0]?.price.monthly.net).toBe(1699);
    vi.useRealTimers();
  });

  // Guarantee: a rule's limit is held against what recurs. A promotion with a duration ends, and the rent goes on.
  test.each([{ duration: 3 }, { duration: "P3M" }, {}, { duration: 0 }])(
    "on the rent does not count where it may end: %j",
    (more) => {
      expect(rent([half(more)])).toBe(1699);
    },
  );

  test("on the rent that is over, or has not begun, does not count", () => {
    expect(rent([half({ duration: null, endDate: "2025-12-31T00:00:00Z" })])).toBe(1699);
    expect(rent([half({ duration: null, startDate: "2026-01-02T00:00:00Z" })])).toBe(1699);
  });
});

test("30,000 combinations of 500 plans are all read", () => {
  const codes = Array.from({ length: 500 }, (_, index) => `24sk${1000 + index}`);
  const own = (code: string, name: string) => name.replace(/24sk(10)?$/, code);
  const plans = codes.map((code) => ({
    ...plan,
    planCode: code,
    pricings: Array.from({ length: 5 }, (_, term) =>
      plan.pricings.map((row) => (term ? { ...row, mode: `m${term}` } : row)),
    ).flat(),
    addonFamilies: plan.addonFamilies.map((family) => ({
      ...family,
      addons: family.addons.map((name) => own(code, name)),
    })),
  }));
  const addons = codes.flatMap((code) =>
    catalogue.addons.map((one) => ({ ...one, planCode: own(code, one.planCode) })),
  );
  const licences = Array.from({ length: 3_000 }, (_, index) => addon(`licence-${index}`, "licence", 1));
  const text = JSON.stringify({ ...catalogue, plans, addons: [...addons, ...licences] });
  const datacentres = Array.from({ length: 15 }, (_, index) => ({
    datacenter: `dc${index}`,
    availability: "1H-low",
  }));
  const sold = text.replaceAll(
    '["gra","rbx","bhs"]',
    JSON.stringify(datacentres.map(({ datacenter }) => datacenter)),
  );
  const rows = codes.flatMap((planCode) =>
    ["ram-32g-ecc-2133", "ram-64g-ecc-2133"].flatMap((memory) =>
      ["softraid-2x480ssd", "softraid-2x512nvme"].map((storage) => ({
        ...build,
        planCode,
        memory,
        storage,
        datacenters: datacentres,
      })),
    ),
  );
  expect(read(JSON.stringify(rows), sold).listings).toHaveLength(30_000);
});
