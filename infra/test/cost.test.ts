// Guarantee: what a customer costs is known, and does not grow with the number of customers.

import { scanned, schedules } from "@cloudco/functions/pipelines";
import { expect, test } from "vitest";
import { bill, total } from "../cost/bill.ts";

const quantity = (customers: number, what: string) =>
  bill(customers).find((line) => line.what === what)?.quantity;

const scans = schedules.filter((schedule) => schedule.function === "scan").length;

test("ten thousand customers cost less than 10 dollars a month, 7 for what stands before everything, 15 for each invocation that scans and 2 for each provider", () => {
  expect(total(bill(10_000))).toBeLessThan(10 + 7 + 15 * scans + 2 * scanned.length);
  expect((total(bill(10_000)) - total(bill(0))) / 10_000).toBeLessThan(0.001);
});

test("a customer costs no more when there are a hundred times as many", () => {
  expect(total(bill(1_000_000)) / 1_000_000).toBeLessThan(0.006);
});

test("a secret is opened to verify it and to order, never to scan what is public", () => {
  const perCustomer =
    (Number(quantity(10_000, "KMS, requests")) - Number(quantity(0, "KMS, requests"))) / 10_000;
  expect(quantity(0, "KMS, requests")).toBe(0);
  expect(perCustomer).toBeLessThanOrEqual(3);
});

test("the inventories are read as often for one customer as for a million", () => {
  expect(quantity(1, "Scheduler, calls")).toBe(quantity(1_000_000, "Scheduler, calls"));
});

// It is paid for each such customer alone, and so belongs into what they pay.
test("what is read with a customer's own token costs less than a dollar a month, and grows with them alone", () => {
  const more = (watched: number) => total(bill(1_000_000, watched)) - total(bill(1_000_000));
  expect(more(1_000) / 1_000).toBeLessThan(1);
  expect(more(100_000) / 100_000).toBeCloseTo(more(1_000) / 1_000, 1);
});
