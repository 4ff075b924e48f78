export * as Image from "./image.ts";

import { Inbound } from "../inbound.ts";
import type { Reply } from "../reply.ts";
import type { Api } from "./api.ts";
import { Page } from "./page.ts";
import { Region } from "./region.ts";

export interface Info {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly distribution: string;
}

const all: readonly Info[] = [
  { id: 63_663_980, slug: "ubuntu-24-04-x64", name: "24.04 (LTS) x64", distribution: "Ubuntu" },
  { id: 63_663_981, slug: "ubuntu-22-04-x64", name: "22.04 (LTS) x64", distribution: "Ubuntu" },
  { id: 63_663_982, slug: "debian-12-x64", name: "12 x64", distribution: "Debian" },
  { id: 63_663_983, slug: "debian-13-x64", name: "13 x64", distribution: "Debian" },
  { id: 63_663_984, slug: "rockylinux-9-x64", name: "9 x64", distribution: "Rocky Linux" },
];

/** With the drivers that GPUs need: DigitalOcean names them in its guides, and its list of distributions does not. */
const withDrivers: readonly Info[] = ["gpu-h100x1-base", "gpu-h100x8-base", "gpu-amd-base"].map(
  (slug, index) => ({ id: 63_663_990 + index, slug, name: "AI/ML Ready", distribution: "Ubuntu" }),
);

/** GET /v2/images; only distributions are listed here. */
export function list({ request }: Api.Call): Reply.Info {
  const query = Inbound.query(request);
  const isEmpty = (query.get("type") ?? "distribution") !== "distribution" || query.get("private") === "true";
  return Page.of(request, "images", isEmpty ? [] : all, shown);
}

/** By its slug or its number. */
export function find(idOrSlug: string | number): Info | undefined {
  return [...all, ...withDrivers].find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

export function shown(image: Info): object {
  return {
    ...image,
    public: true,
    regions: Region.slugs,
    created_at: "2026-05-15T05:47:50Z",
    min_disk_size: 7,
    type: "base",
    size_gigabytes: 2.36,
    description: `${image.distribution} ${image.name}`,
    tags: [],
    status: "available",
    error_message: "",
  };
}
