import { randomBytes } from "node:crypto";
import type { Credentials } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import { control } from "@cloudco/simulators/control-client";
import { OvhSimulator } from "@cloudco/simulators/ovh/ovh";
import { europe, northAmerica } from "../../src/ovh/ovh.ts";
import type { Fixture, Stand } from "../fixture.ts";

const EUROPE = { region: "eu", datacentre: "gra", url: "OVH_EU_URL", otherUrl: "OVH_CA_URL" } as const;
const NORTH_AMERICA = { region: "ca", datacentre: "bhs", url: "OVH_CA_URL", otherUrl: "OVH_EU_URL" } as const;

export const eu: Fixture = { name: "OVHcloud Europe, Eco", adapter: europe, start: () => start(EUROPE) };
export const ca: Fixture = {
  name: "OVHcloud North America, Eco",
  adapter: northAmerica,
  start: () => start(NORTH_AMERICA),
};

async function start(installation: typeof EUROPE | typeof NORTH_AMERICA): Promise<Stand> {
  const { region, datacentre, url, otherUrl } = installation;
  const other = region === "eu" ? "ca" : "eu";
  const [simulator, elsewhere] = await Promise.all([
    OvhSimulator.start({ region }),
    // Keys that one installation does not know are looked for in the other.
    OvhSimulator.start({ region: other }),
  ]);
  const { controlUrl } = simulator;
  const credentials = await account(controlUrl);
  await control(controlUrl, "POST", "/stock", {});
  // It keeps the real time, in which a test does in a second what takes hours.
  await control(controlUrl, "PUT", "/settings", { requestsPerMinute: null });
  return {
    env: { [url]: simulator.url, [otherUrl]: elsewhere.url },
    controlUrl,
    credentials,
    wrong: keys(random(), random(), random()),
    offer: {
      id: `24sk10.ram-32g-ecc-2133-24sk10.softraid-2x480ssd-24sk10.${datacentre}`,
      category: "dedicated",
    },
    withdraw: () => control(controlUrl, "DELETE", "/stock/24sk10"),
    spending: "POST /1.0/order/cart/*/checkout",
    tooMany: "unknown",
    setUpSeconds: 60,
    async stop() {
      await Promise.all([simulator.close(), elsewhere.close()]);
    },
  };
}

/** Makes an account that may order, with keys of all rights. */
export async function account(controlUrl: string, fields: object = {}): Promise<Credentials> {
  const [key = "", secret = "", consumerKey = ""] = Array.from({ length: 3 }, random);
  const { id } = await control<{ id: string }>(controlUrl, "POST", "/accounts", fields);
  await control(controlUrl, "POST", "/applications", { key, secret });
  await control(controlUrl, "POST", "/credentials", { application: key, account: id, consumerKey });
  return keys(key, secret, consumerKey);
}

const random = () => randomBytes(16).toString("hex");

function keys(applicationKey: string, applicationSecret: string, consumerKey: string): Credentials {
  return {
    applicationKey: new Secret(applicationKey),
    applicationSecret: new Secret(applicationSecret),
    consumerKey: new Secret(consumerKey),
  };
}
