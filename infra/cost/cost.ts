import { bill, total } from "./bill.ts";
import { CUSTOMER } from "./month.ts";
import { DATE, REGION } from "./prices.ts";

/** `cost [customers ...]`: prints what a month costs. */
const given = process.argv.slice(2).map(Number);
const customers = given.length > 0 ? given : [100, 10_000, 1_000_000];
if (customers.some((count) => !Number.isInteger(count) || count < 0)) {
  throw new Error("Give numbers of customers, such as: cost 100 10000");
}

const bills = customers.map((count) => bill(count));
const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const dollars = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const row = (title: string, cells: string[]) => console.log(`| ${title} | ${cells.join(" | ")} |`);

console.log(
  `US dollars a month, ${REGION}, prices of ${DATE}. A customer's month: ${JSON.stringify(CUSTOMER)}\n`,
);
row(
  "customers",
  customers.map((one) => count.format(one)),
);
row(
  "---",
  customers.map(() => "---:"),
);
for (const [index, { what }] of (bills[0] ?? []).entries()) {
  row(
    what,
    bills.map((lines) => dollars.format(lines[index]?.dollars ?? 0)),
  );
}
row(
  "**sum**",
  bills.map((lines) => `**${dollars.format(total(lines))}**`),
);
row(
  "a customer",
  bills.map((lines, index) => (total(lines) / (customers[index] || 1)).toFixed(4)),
);
// Where the free quotas are used up already, so that it is not given away.
const each = (watched: number, prepared: number) =>
  dollars.format((total(bill(1_000_000, watched, prepared)) - total(bill(1_000_000))) / 1_000);
console.log(
  [
    "",
    `Each connection that is scanned with its own token, while a rule of its owner is active: ${each(1_000, 0)} more.`,
    `Each connection with which orders are prepared, while a rule of its owner buys: ${each(0, 1_000)} more.`,
  ].join("\n"),
);
