import type { ReactNode } from "react";
import type { useTranslations } from "use-intl";
import type { Listing } from "../api/schema.d.ts";

export type Fact = [name: string, value: ReactNode];

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What an offer has, in the words of the Hub. */
export function listingFacts(
  listing: Listing,
  t: ReturnType<typeof useTranslations<"Hub">>,
  disks: (all: Listing["disks"]) => string,
): Fact[] {
  const { code, site, country } = listing.location;
  return [
    [t("column.cores"), listing.cpu.cores ?? t("coresUnknown")],
    [t("column.memory"), `${listing.memoryGib} GiB`],
    [t("column.disk"), disks(listing.disks) || "–"],
    ...(listing.gpu ? [["GPU", `${listing.gpu.count} × ${listing.gpu.name}`] as Fact] : []),
    [t("column.place"), [...new Set([code, site, country].filter(Boolean))].join(", ")],
  ];
}
