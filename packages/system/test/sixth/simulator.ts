import { Inbound } from "@cloudco/simulators/inbound";
import { Reply } from "@cloudco/simulators/reply";
import { Simulator } from "@cloudco/simulators/simulator";
import type { Simulators } from "@cloudco/simulators/simulators";
import { Hono } from "hono";

type Box = { id: string; gib: number; cents: number };
type Order = { id: number; box: string; tag: string; ended: boolean };

/** A provider of a few lines, with one endpoint for each thing that CloudCO asks of any. */
function provider(): Simulator.Provider {
  const tokens = new Set<string>();
  const boxes = new Map<string, Box>();
  const orders: Order[] = [];
  const order = ({ box = "", tag = "" }: Partial<Order>) => {
    if (!boxes.delete(box)) return Reply.json(404, { error: "gone" });
    orders.push({ id: orders.length + 1, box, tag, ended: false });
    return Reply.json(201, orders.at(-1));
  };
  const end = (asked: string) => {
    const ended = orders.find(({ id }) => asked === `DELETE /orders/${id}`);
    if (!ended) return Reply.json(404, { error: "gone" });
    ended.ended = true;
    return Reply.empty(204);
  };
  const control = new Hono();
  control.post("/tokens", async (c) => {
    tokens.add((await c.req.json<{ token: string }>()).token);
    return c.json({}, 201);
  });
  control.post("/stock", async (c) => {
    const box = await c.req.json<Box>();
    boxes.set(box.id, box);
    return c.json(box, 201);
  });
  control.get("/orders", (c) => c.json(orders));
  return {
    control,
    answer(request) {
      const asked = `${request.method} ${request.path}`;
      if (asked === "GET /boxes") return Reply.json(200, { boxes: [...boxes.values()] });
      if (!tokens.has(Inbound.bearer(request))) return Reply.json(401, { error: "who" });
      if (asked === "GET /account") return Reply.json(200, {});
      if (asked === "GET /orders") return Reply.json(200, { orders });
      if (asked === "POST /orders") return order((Inbound.json(request) ?? {}) as Partial<Order>);
      return end(asked);
    },
    rateLimited: () => Reply.json(429, { error: "slower" }),
    sellElsewhere: () => boxes.clear(),
    identify: () => null,
  };
}

export const entry: Simulators.Entry = {
  async start(options = {}) {
    const simulator = await Simulator.run(provider, options);
    return { ...simulator, environment: { SIXTH_URL: simulator.url } };
  },
  async account(control) {
    const token = "token-of-a-simulated-account";
    await control("POST", "/tokens", { token });
    return { token };
  },
};
