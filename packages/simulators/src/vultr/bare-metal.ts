export * as BareMetal from "./bare-metal.ts";

import { Address } from "../address.ts";
import { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Machine } from "./machine.ts";
import { Page } from "./page.ts";
import { VultrReply } from "./vultr-reply.ts";

/** GET /bare-metals: no filter is documented, so whatever is asked for, all of them come. */
export function list(call: Api.Call): Reply.Info {
  return Page.of(call.request, "bare_metals", Machine.listed(call, "bare metal"), (machine) =>
    shown(machine, call.state.now()),
  );
}

/** GET /bare-metals/{id} */
export function show(call: Api.Call): Reply.Info {
  const machine = Machine.find(call, "bare metal");
  if (machine === undefined) return VultrReply.notFound();
  return Reply.json(200, { bare_metal: shown(machine, call.state.now()) });
}

/** A bare-metal server at a time: memory and disks are texts, the MAC address is a number. */
export function shown(machine: Machine.Info, now: number): object {
  const { plan, os } = machine;
  const isPending = Machine.isPending(machine, now);
  const network = machine.features.includes("ipv6") && !isPending ? Address.v6(machine.number) : "";
  return {
    id: machine.id,
    os: os.name,
    ram: `${plan.ram} MB`,
    disk: `${plan.diskCount}x ${plan.disk}GB SSD`,
    main_ip: isPending ? "" : Address.v4(machine.number),
    cpu_count: plan.cpus,
    region: machine.region,
    date_created: VultrReply.time(machine.createdAt),
    status: isPending ? "pending" : "active",
    netmask_v4: isPending ? "" : "255.255.254.0",
    gateway_v4: isPending ? "" : "198.18.0.1",
    plan: plan.id,
    v6_network: network,
    v6_main_ip: network === "" ? "" : `${network}1`,
    v6_network_size: network === "" ? 0 : 64,
    label: machine.label,
    mac_address: 2_199_756_000_000 + machine.number,
    os_id: os.id,
    app_id: 0,
    image_id: "",
    features: machine.features,
    ...Machine.password(machine, now),
    tags: machine.tags,
    user_scheme: machine.userScheme,
  };
}
