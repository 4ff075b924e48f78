import { randomBytes } from "node:crypto";
import { Secret } from "@cloudco/core/secret/secret";
import { Stub } from "./stub.ts";

export const eu = new Stub("OVH_EU_URL");

const key = () => new Secret(randomBytes(16).toString("hex"));
export const login = { applicationKey: key(), applicationSecret: key(), consumerKey: key() };
export const since = Date.parse("2026-10-02T10:54:00Z");
export const SERVICE = "ns3100001.ip-203-0-113.eu";
export const at = (seconds: number) => new Date(since + seconds * 1000).toISOString();

export type Order = { date?: unknown; status?: unknown; lines?: Line[] };
type Line = { code?: string | null; place?: string | null; domain?: string };

/** An account with these orders. The plan of the listing in its datacentre is what a line is for, if nothing else is said. */
export function orders(all: Record<number, Order>): void {
  eu.answer({ "GET /me/order": Object.keys(all).map(Number) });
  for (const [id, { date = at(1), status = "delivering", lines = [{}] }] of Object.entries(all)) {
    const path = `GET /me/order/${id}`;
    eu.answer({
      [path]: { orderId: Number(id), date },
      [`${path}/status`]: status,
      [`${path}/details`]: lines.map((_, index) => index + 1),
    });
    lines.forEach(({ code = "24sk10", place = "gra", domain = "*001" }, index) => {
      const configurations = place === null ? [] : [{ label: "dedicated_datacenter", value: place }];
      eu.answer({
        [`${path}/details/${index + 1}`]: { orderDetailId: index + 1, domain, quantity: "1" },
        [`${path}/details/${index + 1}/extension`]: {
          order: { type: code ? "plan" : null, plan: code ? { code } : null, configurations },
        },
      });
    });
  }
}
