export * as Os from "./os.ts";

import type { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";

export interface Info {
  readonly id: number;
  readonly name: string;
  readonly arch: "x64";
  readonly family: string;
}

/** The one that boots what an iPXE script says. */
export const custom = 159;

const all: readonly Info[] = [
  { id: custom, name: "Custom", arch: "x64", family: "iso" },
  { id: 1743, name: "Ubuntu 22.04 LTS x64", arch: "x64", family: "ubuntu" },
  { id: 2284, name: "Ubuntu 24.04 LTS x64", arch: "x64", family: "ubuntu" },
  { id: 2136, name: "Debian 12 x64 (bookworm)", arch: "x64", family: "debian" },
  { id: 2625, name: "Debian 13 x64 (trixie)", arch: "x64", family: "debian" },
  { id: 1869, name: "Rocky Linux 9 x64", arch: "x64", family: "rockylinux" },
];

/** GET /os */
export function list({ request }: Api.PublicCall): Reply.Info {
  return Page.of(request, "os", all, (os) => os);
}

export function find(id: number): Info | undefined {
  return all.find((os) => os.id === id);
}
