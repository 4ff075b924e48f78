export * as Server from "./server.ts";

import * as z from "zod";
import { Address } from "../address.ts";
import { Reply } from "../reply.ts";
import { Uuid } from "../uuid.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Plan } from "./plan.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

const monthMs = 30 * 86_400_000;

/** A server that an order delivers. */
export interface Info {
  readonly number: number;
  /** The name of the service, such as `ns3100001.ip-203-0-113-77.eu`. */
  readonly name: string;
  readonly account: string;
  readonly planCode: string;
  readonly datacenter: string;
  readonly range: string;
  readonly os: string;
  /** By the simulator's clock; it is not there before. */
  readonly readyAt: number;
  /** When its last paid month ends, once it is not to be renewed; null for never. */
  readonly endsAt: number | null;
  readonly deleteAtExpiration: boolean;
  /** The token that confirms its termination, once that was asked for, and whether it was confirmed. */
  readonly termination: { readonly token: string; readonly isConfirmed: boolean } | null;
}

export const ServiceInfosBody = z.strictObject({
  renew: z.strictObject({
    automatic: z.boolean(),
    deleteAtExpiration: z.boolean(),
    forced: z.boolean(),
    manualPayment: z.boolean().nullish(),
    period: z.int().nullish(),
  }),
});

/** Makes the server that an order will deliver at `readyAt`. */
export function deliver(
  state: State.Info,
  order: Pick<Info, "account" | "planCode" | "datacenter" | "range" | "os" | "readyAt">,
): Info {
  const { account, planCode, datacenter, range, os, readyAt } = order;
  const number = state.nextServer();
  const name = `ns${number}.ip-${Address.v4(number).replaceAll(".", "-")}.${state.installation.domain}`;
  const ending = { endsAt: null, deleteAtExpiration: false, termination: null };
  const server: Info = { number, name, account, planCode, datacenter, range, os, readyAt, ...ending };
  state.servers.put(name, server);
  return server;
}

/** GET /dedicated/server: the names. */
export function list({ state, account }: Service.SignedCall): Reply.Info {
  const mine = state.servers.values().filter((server) => server.account === account.id);
  return Reply.json(
    200,
    mine.filter((server) => isThere(server, state.now())).map((server) => server.name),
  );
}

/** GET /dedicated/server/{name}. Its datacentre is the building, not the code that availabilities have. */
export function show(call: Service.SignedCall): Reply.Info {
  return withServer(call, (server) =>
    Reply.json(200, {
      name: server.name,
      serverId: server.number,
      ip: Address.v4(server.number),
      reverse: server.name,
      datacenter: `${server.datacenter}3`,
      region: `eu-west-${server.datacenter}`,
      availabilityZone: `eu-west-${server.datacenter}-a`,
      rack: "G301A01",
      os: server.os.replace(/\..*$/, ""),
      state: "ok",
      powerState: "poweron",
      commercialRange: server.range,
      linkSpeed: 1000,
      monitoring: true,
      supportLevel: "pro",
      professionalUse: false,
      bootId: 1,
      bootScript: null,
      rootDevice: null,
      rescueMail: null,
      rescueSshKey: null,
      efiBootloaderPath: null,
      noIntervention: false,
      newUpgradeSystem: true,
      iam: {
        id: Uuid.of(server.number),
        urn: `urn:v1:${call.state.installation.region}:resource:dedicatedServer:${server.name}`,
        displayName: server.name,
        state: "OK",
      },
    }),
  );
}

/** GET /dedicated/server/{name}/serviceInfos */
export function serviceInfos(call: Service.SignedCall): Reply.Info {
  return withServer(call, (server) => {
    const { zone } = call.state.installation;
    const { deleteAtExpiration, account } = server;
    return Reply.json(200, {
      serviceId: server.number,
      domain: server.name,
      status: "ok",
      creation: zone.date(server.readyAt),
      expiration: zone.date(paidUntil(server, call.state.now())),
      engagedUpTo: null,
      contactAdmin: account,
      contactBilling: account,
      contactTech: account,
      canDeleteAtExpiration: true,
      possibleRenewPeriod: [1, 3, 6, 12],
      renewalType: "automaticV2016",
      renew: { automatic: true, deleteAtExpiration, forced: false, manualPayment: false, period: 1 },
    });
  });
}

/** PUT /dedicated/server/{name}/serviceInfos: whether it ends with the month that is paid. */
export function change(call: Service.SignedCall, { renew }: z.infer<typeof ServiceInfosBody>): Reply.Info {
  return withServer(call, (server) => {
    const { deleteAtExpiration } = renew;
    const isEnding = deleteAtExpiration || server.termination?.isConfirmed === true;
    const endsAt = isEnding ? paidUntil(server, call.state.now()) : null;
    call.state.servers.put(server.name, { ...server, deleteAtExpiration, endsAt });
    return OvhReply.nothing();
  });
}

/** GET /dedicated/server/{name}/specifications/hardware: what is not simulated of it is the same for all. */
export function hardware(call: Service.SignedCall): Reply.Info {
  return withServer(call, ({ planCode }) => {
    const { invoiceName } = Plan.get(call.state, planCode);
    return Reply.json(200, {
      processorName: invoiceName.split("| ").at(-1),
      coresPerProcessor: 4,
      threadsPerProcessor: 8,
      numberOfProcessors: 1,
      memorySize: { unit: "MB", value: 32_768 },
      diskGroups: [
        { description: "2 x Disk", diskSize: { unit: "GB", value: 480 }, diskType: "SSD", numberOfDisks: 2 },
      ],
      formFactor: "1u",
      bootMode: "uefi",
      motherboard: "X10SDV",
    });
  });
}

/** Ends a server at once. */
export function end(state: State.Info, name: string): void {
  const server = state.servers.get(name);
  if (server !== undefined) state.servers.put(name, { ...server, endsAt: state.now() });
}

/** When the month ends that is paid for now: epoch milliseconds. */
export function paidUntil({ readyAt, endsAt }: Info, now: number): number {
  return endsAt ?? readyAt + (Math.floor((now - readyAt) / monthMs) + 1) * monthMs;
}

/** Does something with the server that the path of a request names; one that has ended is answered with 460. */
export function withServer(call: Service.SignedCall, work: (server: Info) => Reply.Info): Reply.Info {
  const { state, account, params } = call;
  const server = state.servers.get(params.server ?? "");
  if (server?.account !== account.id || server.readyAt > state.now()) return OvhReply.notFound();
  if (!isThere(server, state.now())) return OvhReply.failure(460, "Expired", "This service is expired");
  return work(server);
}

function isThere({ readyAt, endsAt }: Info, now: number): boolean {
  return readyAt <= now && (endsAt === null || now < endsAt);
}
