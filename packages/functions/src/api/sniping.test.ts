// Guarantee: STOP stops every rule at once and names what had left, and START makes active exactly what was shown.

import type { Match } from "@cloudco/core/match/match";
import { Rule } from "@cloudco/core/rule/rule";
import * as Stop from "@cloudco/core/stop/stop";
import { Table } from "@cloudco/core/table/table";
import { intercepted } from "@cloudco/core/test/intercept";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type Customer, expectProblem, type Rig, rig } from "../../test/api/rig.ts";
import { putMatch } from "../../test/api/seed.ts";

let r: Rig;
let ada: Customer;
beforeAll(async () => {
  r = await rig();
});
beforeEach(async () => {
  ada = await r.customer();
});
afterAll(() => r.close());

type Body = {
  state: string;
  stoppedAt: string | null;
  rules: { id: string; name: string }[];
  inFlight: { matchId: string; ruleId: string; state: string }[];
};
const bodyOf = (answer: Answer) => answer.json as Body;
const make = async (name: string) => {
  const input = { provider: "hetzner", name, category: "auction", maxMonthly: 5000, budget: 10_000 };
  return ((await ada.call("POST", "/rules", input)).json as { id: string }).id;
};
const stop = () => ada.call("POST", "/sniping/stop");
const start = (rules: string[]) => ada.call("POST", "/sniping/start", { rules });
const shown = async () => bodyOf(await ada.call("GET", "/sniping")).rules.map(({ id }) => id);

async function ordering(ruleId: string, state: Match.State): Promise<string> {
  const match = await putMatch(r.ctx, ada.id, { ruleId, state });
  await Table.update(r.ctx.table, Rule.key(ada.id, ruleId), {
    expression: "SET #openMatch = :match",
    values: { ":match": match.id },
  });
  return match.id;
}

describe("stopping", () => {
  // Guarantee: STOP names every order that had left, whatever became of its rule since.
  test("names the rules that it stops and the orders in flight", async () => {
    const [sending, unknown, reserved, idle] = [
      await make("sending"),
      await make("unknown"),
      await make("reserved"),
      await make("idle"),
    ];
    const left = [await ordering(sending, "sending"), await ordering(unknown, "unknown")];
    await ordering(reserved, "reserved");
    await ada.call("DELETE", `/rules/${unknown}`);
    const unreadable = await make("unreadable");
    left.push(await ordering(unreadable, "unknown"));
    await Table.update(r.ctx.table, Rule.key(ada.id, unreadable), {
      expression: "SET #locations = :junk",
      values: { ":junk": { no: "such" } },
    });
    const answer = await stop();
    expect(answer.status).toBe(200);
    expect(bodyOf(answer)).toMatchObject({
      state: "stopped",
      stoppedAt: expect.stringMatching(/Z$/),
      rules: [{ name: "sending" }, { name: "reserved" }, { id: idle, name: "idle" }],
    });
    expect(
      bodyOf(answer)
        .inFlight.map(({ matchId }) => matchId)
        .sort(),
    ).toEqual(left.sort());
    expect((await ada.call("GET", "/sniping")).json).toEqual(answer.json);
    expect((await stop()).json).toEqual(answer.json);
  });

  test("touches nobody else, and the rules stay active", async () => {
    const id = await make("mine");
    await stop();
    const eve = await r.customer();
    expect((await eve.call("GET", "/sniping")).json).toMatchObject({ state: "running", rules: [] });
    expect((await ada.call("GET", `/rules/${id}`)).json).toMatchObject({ status: "active" });
  });
});

describe("starting", () => {
  // Guarantee: exactly the rules that were shown become active, or nothing does.
  test("is refused where another rule would become active, and goes on with the new list", async () => {
    const first = await make("first");
    await stop();
    const seen = await shown();
    const second = await make("made meanwhile");
    expectProblem(await start(seen), 409, "sniping.changed", ["rules"]);
    expect((await ada.call("GET", "/sniping")).json).toMatchObject({ state: "stopped" });
    expect(await shown()).toEqual([first, second]);
    expect((await start(await shown())).json).toMatchObject({ state: "running", stoppedAt: null });
  });

  test("is refused where one was resumed, paused or deleted since", async () => {
    const [one, two] = [await make("one"), await make("two")];
    await ada.call("POST", `/rules/${two}/pause`);
    await stop();
    expect(await shown()).toEqual([one]);
    await ada.call("POST", `/rules/${two}/resume`);
    expectProblem(await start([one]), 409, "sniping.changed", ["rules"]);
    await ada.call("DELETE", `/rules/${one}`);
    expectProblem(await start([one, two]), 409, "sniping.changed", ["rules"]);
    expect((await start([two])).status).toBe(200);
  });

  test("leaves paused what was paused by hand, and changes nothing where nothing is stopped", async () => {
    const [one, two] = [await make("one"), await make("two")];
    await stop();
    await ada.call("POST", `/rules/${two}/pause`);
    expect((await start([one])).json).toMatchObject({ state: "running", rules: [{ id: one }] });
    expect((await ada.call("GET", `/rules/${two}`)).json).toMatchObject({ status: "paused" });
    expect((await start([])).status).toBe(200);
  });

  test.each([{}, { rules: "all" }, { rules: [1] }, { rules: [], more: 1 }])("takes no %j", async (body) => {
    await stop();
    expect((await ada.call("POST", "/sniping/start", body)).status).toBe(400);
    expect((await ada.call("GET", "/sniping")).json).toMatchObject({ state: "stopped" });
  });
});

// Guarantee: STOP holds once it is acknowledged, also against a START that was asked for before and slept.
test("what is stopped again while it is being started stays stopped", async () => {
  const id = await make("mine");
  await stop();
  let stopped = false;
  const sleeping = intercepted(r.ctx, async (command, send) => {
    if (command.constructor.name === "UpdateCommand" && !stopped) {
      stopped = true;
      expect(await stop()).toMatchObject({ status: 200 });
    }
    return await send();
  });
  expect(await Stop.start(sleeping, ada.id, [id])).toMatchObject({ kind: "changed" });
  expect((await ada.call("GET", "/sniping")).json).toMatchObject({ state: "stopped" });
  expect((await start([id])).json).toMatchObject({ state: "running" });
});
