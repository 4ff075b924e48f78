// Guarantee: a rule asks for one machine at a time, the cheapest that it can pay, and the oldest rule is served
// first.

import { setPlan } from "@cloudco/core/account/account";
import type { Match } from "@cloudco/core/match/match";
import { settleFailed } from "@cloudco/core/order/settle";
import { editRule } from "@cloudco/core/rule/edit";
import { Rule } from "@cloudco/core/rule/rule";
import { Scanner } from "@cloudco/core/scan/scanner";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { descriptors } from "@cloudco/providers/descriptors";
import { beforeEach, describe, expect, test } from "vitest";
import { buyingRule } from "./kit/customer.ts";
import { type StockScan, stockScan } from "./kit/stock-scan.ts";
import { written } from "./kit/table-writes.ts";

let m: StockScan;
beforeEach(async () => {
  m = await stockScan();
});

const telling = (criteria = {}) => buyingRule(m.ctx, "ada", { autoBuy: false, ...criteria });

describe("a rule that buys", () => {
  const fail = async (id: string, cause: Match.FailureCause) => {
    const match = (await m.matches("ada")).find((each) => each.listing.id === id && each.state === "matched");
    if (match) await settleFailed(m.ctx, match, { cause, message: "no" }, "not_sent");
    return match !== undefined;
  };

  test("asks for the cheapest alone, and for no second one while that is under way", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1", net: 4000 }, { id: "2", net: 3000 }, { id: "3", net: 3500 });
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await m.offered("ada")).toEqual(["2"]);
    await m.scanLater();
    expect(await m.offered("ada")).toEqual(["2"]);
  });

  // A purchase that failed costs the customer one machine, not the next one.
  test("takes another machine in the cycle after the first was sold", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1", net: 3000 }, { id: "2", net: 4000 });
    await m.scan();
    m.time.advance(1);
    expect(await fail("1", "sold")).toBe(true);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  test("takes a machine that appears while the one that failed is still listed", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1" });
    await m.scan();
    m.time.advance(1);
    await fail("1", "sold");
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.list({ id: "2" });
    expect(await m.scanLater()).toMatchObject({ matches: 1 });
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  test("tries the same machine again once its time has come", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1" });
    await m.scan();
    await fail("1", "sold");
    m.time.advance(599);
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(2);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await m.matches("ada")).toMatchObject([{ attempt: 2, state: "matched", failure: null }]);
  });

  test("that is to wait takes nothing, and everything there is afterwards", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1" });
    await m.scan();
    await fail("1", "rate_limited");
    m.list({ id: "2", net: 3900 });
    m.time.advance(58);
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(3);
    expect(await m.scan()).toMatchObject({ matches: 1 });
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  test("looks again for a machine that an older rule may lose, whatever else it has to wait for", async () => {
    await buyingRule(m.ctx, "eve", { minMemoryGib: 128 });
    m.time.advance(1);
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1" });
    await m.scan();
    m.time.advance(1);
    await fail("1", "sold");
    m.stock.clear();
    await m.scan();
    m.list({ id: "2", memoryGib: 128 });
    expect(await m.scan()).toMatchObject({ matches: 1 });
    m.list({ id: "1" });
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(3);
    await m.scan();
    expect(await m.offered("ada")).toEqual(["1", "2"]);
  });

  test("does not ask for what it can't pay", async () => {
    const { id } = await buyingRule(m.ctx, "ada", { budget: 4169 });
    m.list({ id: "1" });
    expect(await m.scan()).toMatchObject({ matches: 0 });
    m.time.advance(1);
    await editRule(m.ctx, descriptors, "ada", id, { budget: 4170 });
    expect(await m.scan()).toMatchObject({ matches: 1 });
  });
});

describe("many customers", () => {
  test("after the same machine: the oldest rule asks for it", async () => {
    for (const account of ["eve", "ada", "bob"]) {
      m.time.advance(1);
      await buyingRule(m.ctx, account);
    }
    await m.scan();
    m.list({ id: "1" });
    expect(await m.scanLater()).toMatchObject({ matches: 1 });
    expect(await m.matches("eve")).toMatchObject([{ listing: { id: "1" } }]);
  });

  test("after three machines: one each, the oldest rule the cheapest", async () => {
    for (const account of ["eve", "ada", "bob", "mallory"]) {
      m.time.advance(1);
      await buyingRule(m.ctx, account);
    }
    await m.scan();
    m.list({ id: "1", net: 4000 }, { id: "2", net: 3000 }, { id: "3", net: 3500 });
    expect(await m.scanLater()).toMatchObject({ matches: 3 });
    const took = async (account: string) => (await m.matches(account)).map((match) => match.listing.id);
    expect(await took("eve")).toEqual(["2"]);
    expect(await took("ada")).toEqual(["3"]);
    expect(await took("bob")).toEqual(["1"]);
    expect(await took("mallory")).toEqual([]);
  });

  // An older rule that is busy does not hold up the next customer.
  test("after the same machine: where the oldest rule is busy, the next asks for it at once", async () => {
    const oldest = await buyingRule(m.ctx, "eve");
    m.time.advance(1);
    await buyingRule(m.ctx, "ada");
    await m.scan();
    await Table.update(m.ctx.table, Rule.key("eve", oldest.id), {
      expression: "SET #openMatch = :match",
      values: { ":match": "mat_other" },
    });
    m.list({ id: "1" });
    expect(await m.scanLater()).toMatchObject({ matches: 1 });
    expect(await m.matches("ada")).toMatchObject([{ listing: { id: "1" } }]);
  });

  test("after capacity that many can buy: all at once", async () => {
    for (const account of ["eve", "ada", "bob"]) await buyingRule(m.ctx, account);
    m.list({ id: "1", unique: false });
    expect(await m.scan()).toMatchObject({ matches: 3 });
  });

  test("whose plan does not buy are told all the same", async () => {
    await setPlan(m.ctx.table, "ada", "free");
    await telling();
    m.list({ id: "1" });
    await m.scan();
    expect(await m.matches("ada")).toMatchObject([{ state: "alerted" }]);
  });
});

describe("a crash between the match and the offers", () => {
  const DIED = new Error("The process died.");

  async function crash(): Promise<void> {
    const dying = intercepted(m.ctx, async (command, send) => {
      if (written(command).some((key) => key.startsWith("OFFER#"))) throw DIED;
      return await send();
    });
    const scanner = new Scanner(dying, "hetzner");
    await scanner.load(0);
    const cycle = scanner.cycle(m.lease, { listings: [...m.stock.values()], refused: 0 });
    await expect(cycle).rejects.toBe(DIED);
    await m.restart();
  }

  // After a restart a rule still asks for one machine: the order that it asked for before is not forgotten.
  test("repeats no order and asks for no other machine", async () => {
    await buyingRule(m.ctx, "ada");
    m.list({ id: "1", net: 3000 }, { id: "2", net: 4000 });
    await crash();
    expect(await m.offered("ada")).toEqual(["1"]);
    expect(await m.scanLater()).toMatchObject({ changed: 2, matches: 0 });
    expect(await m.offered("ada")).toEqual(["1"]);
    expect(await m.scanLater()).toMatchObject({ changed: 0, matches: 0 });
  });

  test("tells nothing twice", async () => {
    await telling();
    m.list({ id: "1" }, { id: "2" });
    await crash();
    const before = await m.matches("ada");
    await m.scanLater();
    expect(await m.matches("ada")).toEqual(before);
    expect(before).toHaveLength(2);
  });
});
