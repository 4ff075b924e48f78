import type { Rule } from "@cloudco/core/rule/rule";
import { Secret } from "@cloudco/core/secret/secret";
import { adapter } from "@cloudco/providers/hetzner/hetzner";
import { control } from "@cloudco/simulators/control-client";
import { HetznerSimulator } from "@cloudco/simulators/hetzner/hetzner";
import { credentials } from "../kit/customer.ts";
import type { Fault, Market, Sale } from "./market.ts";
import type { Random } from "./random.ts";

type Machine = { id: number; priceCents: number };
type Order = {
  id: string;
  account: string;
  productId: number;
  priceCents: number;
  status: string;
  listedAt: number;
  shownUntil: number | null;
};

const ORDERS = "/order/server_market/transaction";
const PRODUCT = "GET /order/server_market/product/*";
const FEED = "GET /_resources/*";
/** What a machine costs that every rule may buy, and what its address costs. */
const CHEAP = 2_000;
const ADDRESS = 170;

const faults: readonly Fault[] = [
  { weight: 6, route: `POST ${ORDERS}`, kind: "reset", when: "after" },
  { weight: 4, route: `POST ${ORDERS}`, kind: "reset", when: "before" },
  { weight: 4, route: `POST ${ORDERS}`, kind: "status", status: 502, when: "after" },
  { weight: 2, route: `POST ${ORDERS}`, kind: "status", status: 502, when: "before" },
  { weight: 2, route: `POST ${ORDERS}`, kind: "truncate" },
  { weight: 2, route: `POST ${ORDERS}`, kind: "wrong-json", when: "after" },
  { weight: 2, route: `POST ${ORDERS}`, kind: "not-json", when: "after" },
  { weight: 7, route: `POST ${ORDERS}`, kind: "sold" },
  { weight: 2, route: `POST ${ORDERS}`, kind: "rate-limit" },
  { weight: 2, route: `GET ${ORDERS}`, kind: "status" },
  { weight: 1, route: `GET ${ORDERS}`, kind: "reset" },
  { weight: 1, route: `GET ${ORDERS}`, kind: "wrong-json" },
  { weight: 1, route: PRODUCT, kind: "status" },
  { weight: 1, route: PRODUCT, kind: "reset" },
  { weight: 1, route: PRODUCT, kind: "wrong-json" },
  { weight: 1, route: FEED, kind: "status" },
  { weight: 1, route: FEED, kind: "truncate" },
  { weight: 1, route: "GET /server", kind: "reset" },
];

/** Machines of which each is sold once. */
export async function hetzner(): Promise<Market> {
  const simulator = await HetznerSimulator.start();
  process.env.HETZNER_ROBOT_URL = simulator.url;
  process.env.HETZNER_AUCTION_FEED_URL = simulator.feedUrl;
  const command = (method: string, path: string, body?: unknown) =>
    control(simulator.controlUrl, method, path, body);
  const secrets = ({ user, password }: ReturnType<typeof credentials>) => ({
    username: new Secret(user),
    password: new Secret(password),
  });
  const idle = async (random: Random, busy: readonly string[]) =>
    random.pick(
      ((await command("GET", "/stock")) as Machine[]).filter(({ id }) => !busy.includes(String(id))),
    );
  return {
    name: "Hetzner",
    adapter,
    controlUrl: simulator.controlUrl,
    faults,
    spending: /^POST \/order\/server_market\/transaction$/,
    offers: /^GET \/order\/server_market\/product\/\d+$/,
    lists: /^GET \/order\/server_market\/transaction$/,
    async newLogin() {
      const login = credentials();
      await command("POST", "/accounts", login);
      return { owner: login.user, credentials: secrets(login) };
    },
    wrong: () => secrets(credentials()),
    criteria: (random) => ({
      category: "auction",
      maxMonthly: 3_500 + random.below(2_500),
      minMemoryGib: random.pick([0, 64, 128]) ?? 0,
      locations: random.pick([[], [], ["FSN1"], ["FI", "FSN1-DC14"]]) ?? [],
      budget: 4_000 + random.below(8_000),
      quantity: random.pick([1, 1, 2, 3]) ?? 1,
    }),
    changes: (random) =>
      random.pick<Partial<Rule.Criteria>>([
        { maxMonthly: 3_000 + random.below(3_000) },
        { budget: 3_000 + random.below(9_000) },
      ]) ?? {},
    async list(random) {
      const machines = Array.from({ length: 1 + random.below(3) }, () => ({
        priceCents: 2_500 + random.below(2_500),
        memory: random.pick([64, 128]),
        datacenter: random.pick(["FSN1-DC14", "HEL1-DC2", "NBG1-DC3"]),
      }));
      await command("POST", "/stock", machines);
      return `${machines.length} machines are listed`;
    },
    async withdraw(random, busy) {
      const machine = await idle(random, busy);
      if (!machine) return "";
      await command("DELETE", `/stock/${machine.id}`);
      return `machine ${machine.id} is withdrawn`;
    },
    async reprice(random, busy) {
      const machine = await idle(random, busy);
      if (!machine) return "";
      const priceCents = Math.max(2_000, machine.priceCents + random.below(2_000) - 1_000);
      await command("PATCH", `/stock/${machine.id}`, { priceCents });
      return `machine ${machine.id} costs ${priceCents}`;
    },
    async sales() {
      const orders = (await command("GET", "/orders")) as Order[];
      return orders.map(
        ({ id, account, productId, priceCents, status, listedAt, shownUntil }): Sale => ({
          reference: id,
          owner: account,
          listedAt,
          shownUntil: shownUntil ?? 0,
          state: status === "cancelled" ? "cancelled" : status === "ready" ? "done" : "open",
          net: priceCents + ADDRESS,
          isOf: (listing) => listing.id === String(productId),
        }),
      );
    },
    async unsettle(random) {
      const listedAfterSeconds = random.pick([0, 20, 300, 3 * 3_600, 3 * 3_600]) ?? 0;
      // Robot's own market tells the truth within the settle time.
      const soldAfterSeconds = random.pick([0, 20, 300, adapter.descriptor.visibleWithinSeconds]) ?? 0;
      await command("PUT", "/settings", { listedAfterSeconds, soldAfterSeconds });
      return `orders are listed after ${listedAfterSeconds} s, machines shown for ${soldAfterSeconds} s`;
    },
    callOff: async (reference) => void (await command("DELETE", `/orders/${reference}`)),
    async plenty(count) {
      const machine = { priceCents: CHEAP, memory: 128, datacenter: "FSN1-DC14" };
      await command("POST", "/stock", Array(count).fill(machine));
      return CHEAP + ADDRESS;
    },
    close: () => simulator.close(),
  };
}
