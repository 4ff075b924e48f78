// Guarantee: a server is given up only by its owner's own request, a request is never lost, and the API asks nothing of a
// provider by itself.

import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { TerminateCommand } from "@cloudco/core/queue/queue";
import { refreshSnipes } from "@cloudco/core/snipe/refresh";
import { republishTerminations } from "@cloudco/core/snipe/republish";
import { Snipe } from "@cloudco/core/snipe/snipe";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { putMatch, putSnipe } from "../../test/api/seed.ts";
import { adapterOf } from "../lib/adapter.ts";

let r: Rig;
let ada: Customer;
let id: string;
beforeAll(async () => {
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
  id = await putSnipe(r.ctx, await putMatch(r.ctx, ada.id));
});
afterAll(() => r.close());

const terminate = () => ada.call("POST", `/snipes/${id}/terminate`);
const remove = () => ada.call("DELETE", `/snipes/${id}`);
const show = async () => (await ada.call("GET", `/snipes/${id}`)).json;
const later = (seconds: number) => ({ ...r.ctx, now: () => Date.now() + seconds * 1000 });

/** This customer's commands in the queue of orders, each once. */
async function commands(): Promise<unknown[]> {
  const queue = { QueueUrl: r.ctx.settings.queues.orders, MaxNumberOfMessages: 10 };
  const found: { accountId?: string }[] = [];
  for (;;) {
    const { Messages = [] } = await r.ctx.sqs.send(new ReceiveMessageCommand(queue));
    if (Messages.length === 0) return found.filter(({ accountId }) => accountId === ada.id);
    found.push(...Messages.map(({ Body = "" }) => JSON.parse(Body)));
  }
}

/** What the order function writes once the provider has answered. */
async function answered(fields: Partial<Snipe.Termination>): Promise<void> {
  const snipe = await Snipe.find(r.ctx.table, ada.id, id);
  await Table.update(r.ctx.table, Snipe.key(ada.id, id), {
    expression: "SET #termination = :termination REMOVE #open, #due",
    values: { ":termination": { ...snipe?.termination, ...fields } },
  });
}

const FAILURE = { cause: "refused" as const, message: "Try again in a few minutes." };

describe("terminating", () => {
  test("marks the server and leaves a command for who may log in to the provider", async () => {
    const answer = await terminate();
    expect(answer).toMatchObject({
      status: 202,
      json: { id, server: { id: "321", state: "terminating" }, termination: { endsAt: null, failure: null } },
    });
    expect(await show()).toEqual(answer.json);
    const command = { v: 1, kind: "terminate", accountId: ada.id, snipeId: id };
    expect(await commands()).toEqual([command]);
    expect(TerminateCommand.parse(command)).toEqual(command);
  });

  test("fifty times at once is asked for once", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, terminate));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 202) expectProblem(answer, 409, "snipe.terminating");
    expect(await commands()).toHaveLength(1);
  });

  // The message may be lost between the mark and the queue.
  test("is published again until somebody has taken it up", async () => {
    await terminate();
    await commands();
    await republishTerminations(r.ctx);
    expect(await commands()).toEqual([]);
    await republishTerminations(later(16));
    await republishTerminations(later(17));
    expect(await commands()).toMatchObject([{ kind: "terminate", snipeId: id }]);
    await answered({ state: "terminated" });
    await republishTerminations(later(3_600));
    expect(await commands()).toEqual([]);
  });

  test("is not possible twice, and says when the server ends", async () => {
    await terminate();
    await answered({ state: "terminated", endsAt: Date.parse("2026-12-01T00:00:00.000Z") });
    expect(await show()).toMatchObject({
      server: { state: "terminated" },
      termination: { endsAt: "2026-12-01T00:00:00.000Z", failure: null },
    });
    expectProblem(await terminate(), 409, "snipe.ended");
    expect(await commands()).toHaveLength(1);
  });

  test.each(["refused", "unknown"] as const)("may be asked for again after %s", async (state) => {
    await terminate();
    await answered({ state, failure: FAILURE });
    expect(await show()).toMatchObject({ server: { state: "ready" }, termination: { failure: FAILURE } });
    expect(await terminate()).toMatchObject({ status: 202, json: { termination: { failure: null } } });
    expect(await commands()).toHaveLength(2);
  });

  test("is not possible where the provider called the order off", async () => {
    await Table.update(r.ctx.table, Snipe.key(ada.id, id), {
      expression: "SET #server.#state = :state",
      values: { ":state": "cancelled" },
    });
    expectProblem(await terminate(), 409, "snipe.ended");
    expect(await commands()).toEqual([]);
  });

  // A look at the provider that began before must not undo the customer's wish.
  test("is not forgotten by a look after the server that was under way", async () => {
    const placed = { reference: "B1", server: { id: null, ipv4: null, state: "provisioning" as const } };
    const match = await putMatch(r.ctx, ada.id);
    const item = Snipe.item(match, placed, false, Date.now());
    await Table.transact(r.ctx.table, [{ put: item }]);
    id = String(item.id);
    let asked: ReturnType<typeof terminate> | undefined;
    const asking = intercepted(later(20), async (command, send) => {
      if (command.constructor.name === "UpdateCommand") {
        asked ??= terminate();
        await asked;
      }
      return await send();
    });
    await refreshSnipes(asking, adapterOf);
    expect(await asked).toMatchObject({ status: 202 });
    await refreshSnipes(later(3_600), adapterOf);
    expect(await show()).toMatchObject({ server: { state: "terminating" } });
    const due = await Table.due(r.ctx.table, Snipe.TERMINATING, Snipe.Info, Date.now() + 60_000);
    expect(due.map((snipe) => snipe.id)).toContain(id);
  });
});

describe("removing", () => {
  test("clears the row and asks nobody for anything", async () => {
    expect(await remove()).toMatchObject({ status: 204, text: "" });
    expectProblem(await remove(), 404, "resource.not_found");
    expectProblem(await terminate(), 404, "resource.not_found");
    expect((await ada.call("GET", "/snipes")).json).toEqual({ items: [], next: null });
    expect(await commands()).toEqual([]);
  });

  test("waits for a termination to be answered", async () => {
    await terminate();
    expectProblem(await remove(), 409, "snipe.terminating");
    expect(await show()).toMatchObject({ server: { state: "terminating" } });
    await answered({ state: "terminated" });
    expect(await remove()).toMatchObject({ status: 204 });
  });

  // One of the two wins: a wish that was confirmed is there to be carried out, or the row is gone before it was.
  test("and terminating at once never lose a confirmed wish", async () => {
    for (let round = 0; round < 10; round++) {
      id = await putSnipe(r.ctx, await putMatch(r.ctx, ada.id));
      const [ended, removed] = await Promise.all([terminate(), remove()]);
      expect([ended.status, removed.status]).toSatisfy(([a, b]) =>
        a === 202 ? b === 409 : a === 404 && b === 204,
      );
    }
  });
});
