export * as Instance from "./instance.ts";

import { Address } from "../address.ts";
import { Inbound } from "../inbound.ts";
import { Reply } from "../reply.ts";
import { Secret } from "../secret.ts";
import type { Api } from "./api.ts";
import { Machine } from "./machine.ts";
import { Page } from "./page.ts";
import { Plan } from "./plan.ts";
import { VultrReply } from "./vultr-reply.ts";

/**
 * GET /instances. Whether the label filter is exact is not documented, so the harsh reading: it finds whatever has the
 * text in its label.
 */
export function list(call: Api.Call): Reply.Info {
  const { state, request } = call;
  const query = Inbound.query(request);
  const now = state.now();
  const fits = (machine: Machine.Info) => {
    const { label, hostname, region, tags } = machine;
    const is = (name: string, value: (given: string) => boolean) => value(query.get(name) ?? "");
    return (
      is("label", (given) => label.includes(given)) &&
      is("hostname", (given) => given === "" || hostname === given) &&
      is("region", (given) => given === "" || region === given) &&
      is("main_ip", (given) => given === "" || mainIp(machine, now) === given) &&
      is("tag", (given) => given === "" || tags.includes(given))
    );
  };
  return Page.of(request, "instances", Machine.listed(call, "instance").filter(fits), (machine) =>
    shown(machine, now),
  );
}

/** GET /instances/{id} */
export function show(call: Api.Call): Reply.Info {
  const machine = Machine.find(call, "instance");
  if (machine === undefined) return VultrReply.notFound();
  return Reply.json(200, { instance: shown(machine, call.state.now()) });
}

/** An instance at a time. The v6 fields are flat, whatever the specification declares. */
export function shown(machine: Machine.Info, now: number): object {
  const { plan, os } = machine;
  const isPending = Machine.isPending(machine, now);
  const hasIpv6 = machine.features.includes("ipv6") || Plan.isIpv6Only(plan);
  const network = hasIpv6 && !isPending ? Address.v6(machine.number) : "";
  return {
    id: machine.id,
    os: os.name,
    ram: plan.ram,
    disk: isPending ? 0 : plan.disk,
    main_ip: mainIp(machine, now),
    vcpu_count: plan.cpus,
    region: machine.region,
    plan: plan.id,
    date_created: VultrReply.time(machine.createdAt),
    status: isPending ? "pending" : "active",
    allowed_bandwidth: plan.bandwidth,
    netmask_v4: isPending ? "" : "255.255.254.0",
    gateway_v4: isPending ? "0.0.0.0" : "198.18.0.1",
    power_status: "running",
    server_status: isPending ? "none" : "ok",
    v6_network: network,
    v6_main_ip: network === "" ? "" : `${network}1`,
    v6_network_size: network === "" ? 0 : 64,
    label: machine.label,
    internal_ip: "",
    kvm: isPending ? "" : `https://my.vultr.com/subs/vps/novnc/api.php?data=${Secret.hash(machine.password)}`,
    hostname: machine.hostname,
    os_id: os.id,
    app_id: 0,
    image_id: "",
    snapshot_id: "",
    firewall_group_id: "",
    features: machine.features,
    ...Machine.password(machine, now),
    tags: machine.tags,
    user_scheme: machine.userScheme,
    vpc_only: false,
  };
}

/** An IPv6-only machine shares one with others, out of 100.64.0.0/10. */
function mainIp(machine: Machine.Info, now: number): string {
  if (Machine.isPending(machine, now)) return "0.0.0.0";
  const { number } = machine;
  return Plan.isIpv6Only(machine.plan)
    ? `100.68.${(number >> 8) & 0xff}.${number & 0xff}`
    : Address.v4(number);
}
