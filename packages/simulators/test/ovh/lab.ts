export * as TestLab from "./lab.ts";

import { createHash, randomBytes } from "node:crypto";
import { OvhSimulator } from "../../src/ovh/ovh.ts";
import { Lab } from "../lab.ts";

/** What signs a request: an application's key and secret, a consumer key, and how far the caller's clock is off. */
export interface Keys {
  readonly account: string;
  readonly application: string;
  readonly secret: string;
  readonly consumerKey: string;
  readonly credentialId: number;
}
interface Rule {
  readonly method: string;
  readonly path: string;
}

/** One of something, by the month. */
export const wish = { duration: "P1M", pricingMode: "default", quantity: 1 };
/** One of the default stock's plan. */
export const whole = { planCode: "24sk10", ...wish };

const random = () => randomBytes(16).toString("hex");

/** A simulator for one test, with an account and its keys, and ways to talk to it. */
export async function open(options: Partial<OvhSimulator.Options> = {}) {
  const simulator = await OvhSimulator.start({ region: "eu", ...options });
  const commands = Lab.of(simulator);
  const { control } = commands;

  /** A customer with keys that have every right, or these. */
  async function customer(flags: object = {}, rules?: Rule[]): Promise<Keys> {
    const account = (await control("POST", "/accounts", flags)).json.id;
    const keys = { account, application: random(), secret: random(), consumerKey: random() };
    await control("POST", "/applications", { key: keys.application, secret: keys.secret });
    const { application, consumerKey } = keys;
    const made = await control("POST", "/credentials", { application, account, consumerKey, rules });
    return { ...keys, credentialId: made.json.id };
  }

  const owner = await customer();

  /** Sends a request, signed with the keys, or unsigned where they are null. */
  function request(
    method: string,
    path: string,
    body: unknown,
    keys: Keys | null,
    offset = 0,
  ): Promise<Response> {
    const url = `${simulator.url}/1.0${path}`;
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = keys === null ? {} : signature(keys, method, url, text, time() + offset);
    const init = { method, headers: { ...headers, "content-type": "application/json;charset=utf-8" } };
    return fetch(url, text === "" ? init : { ...init, body: text });
  }

  let ahead = 0;
  const now = options.now ?? Date.now;
  /** What the simulator's clock shows: unix seconds. */
  function time(): number {
    return Math.floor(now() / 1000) + ahead;
  }

  async function api(
    method: string,
    path: string,
    body?: unknown,
    keys: Keys | null = owner,
  ): Promise<Lab.Answer> {
    return Lab.read(await request(method, path, body, keys));
  }

  /** A cart with the default plan and all its options, ready to be checked out in a datacentre. */
  async function cart(datacenter = "gra", keys: Keys | null = owner, planCode = "24sk10"): Promise<string> {
    const ovhSubsidiary = options.region === "ca" ? "CA" : "FR";
    const { cartId } = (await api("POST", "/order/cart", { ovhSubsidiary }, keys)).json;
    const path = `/order/cart/${cartId}`;
    const { itemId } = (await api("POST", `${path}/eco`, { planCode, ...wish }, keys)).json;
    const offers = (await api("GET", `${path}/eco/options?planCode=${planCode}`, undefined, keys)).json;
    const families = new Map(offers.toReversed().map((offer: { family: string }) => [offer.family, offer]));
    for (const offer of families.values() as Iterable<{ planCode: string }>) {
      await api("POST", `${path}/eco/options`, { itemId, planCode: offer.planCode, ...wish }, keys);
    }
    await configure(path, itemId, { dedicated_datacenter: datacenter, dedicated_os: "none_64.en" }, keys);
    if (keys !== null) await api("POST", `${path}/assign`, undefined, keys);
    return path;
  }

  /** A cart of the owner's with a plan, and nothing chosen yet. */
  async function bareCart(body: object = whole): Promise<{ path: string; itemId: number }> {
    const path = `/order/cart/${(await api("POST", "/order/cart", { ovhSubsidiary: "FR" })).json.cartId}`;
    const { itemId } = (await api("POST", `${path}/eco`, body)).json;
    await api("POST", `${path}/assign`);
    return { path, itemId };
  }

  async function option(
    { path, itemId }: { path: string; itemId: number },
    planCode: string,
  ): Promise<number> {
    return (await api("POST", `${path}/eco/options`, { itemId, planCode, ...wish })).json.itemId;
  }

  async function configure(path: string, itemId: number, values: object, keys: Keys | null = owner) {
    for (const [label, value] of Object.entries(values)) {
      await api("POST", `${path}/item/${itemId}/configuration`, { label, value }, keys);
    }
  }

  return {
    ...commands,
    simulator,
    owner,
    customer,
    request,
    api,
    cart,
    bareCart,
    option,
    configure,
    time,
    stock: (plan: object = {}) => control("POST", "/stock", plan),
    checkout: (path: string, body: object = { autoPayWithPreferredPaymentMethod: true }, keys = owner) =>
      api("POST", `${path}/checkout`, body, keys),
    advance: (seconds: number) => {
      ahead += seconds;
      return commands.advance(seconds);
    },
  };
}

/** Signs as https://help.ovhcloud.com/csm/en-api-getting-started-ovhcloud-api says it. */
export function signature(keys: Keys, method: string, url: string, body: string, time: number) {
  const text = `${keys.secret}+${keys.consumerKey}+${method}+${url}+${body}+${time}`;
  return {
    "x-ovh-application": keys.application,
    "x-ovh-consumer": keys.consumerKey,
    "x-ovh-timestamp": String(time),
    "x-ovh-signature": `$1$${createHash("sha1").update(text).digest("hex")}`,
  };
}
