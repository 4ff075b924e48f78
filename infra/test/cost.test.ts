// Guarantee: what a customer costs is known, and does not grow with the number of customers.

import { expect, test } from "vitest";
import { bill, total } from "../cost/bill.ts";

const quantity = (customers: number, what: string) =>
  bill(customers).find((line) => line.what === what)?.quantity;

test("ten thousand customers cost less than 60 dollars a month, and each less than 0.6 cents", () => {
  expect(total(bill(10_000))).toBeLessThan(60);
  expect(total(bill(10_000)) / 10_000).toBeLessThan(0.006);
});

test("a customer costs no more when there are a hundred times as many", () => {
  expect(total(bill(1_000_000)) / 1_000_000).toBeLessThan(0.006);
});

test("a secret is opened to verify it and to order, never to scan", () => {
  const perCustomer =
    (Number(quantity(10_000, "KMS, requests")) - Number(quantity(0, "KMS, requests"))) / 10_000;
  expect(quantity(0, "KMS, requests")).toBe(0);
  expect(perCustomer).toBeLessThanOrEqual(3);
});

test("the inventories are read as often for one customer as for a million", () => {
  expect(quantity(1, "Scheduler, calls")).toBe(quantity(1_000_000, "Scheduler, calls"));
});
