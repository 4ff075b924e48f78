export * as Availability from "./availability.ts";

import * as z from "zod";
import { Http } from "../http.ts";

const Code = z.string().regex(/^[\w-]{1,80}$/);

/** One build of a plan, with the datacentres. Optional parts are null where the build has none. */
const Row = z.object({
  planCode: Code,
  memory: z.string(),
  storage: z.string(),
  systemStorage: z.string().nullish(),
  gpu: z.string().nullish(),
  datacenters: z.array(z.object({ datacenter: Code, availability: z.string() })),
});
export type Row = z.infer<typeof Row>;

const ORDERABLE = /^\d{1,4}H(-low|-high)?$/;
const NOT_ORDERABLE = new Set(["unavailable", "comingSoon", "unknown"]);

export type Info = { rows: Row[]; refused: number };

/** Reads `GET /dedicated/server/datacenter/availabilities`. Null where the text is no such list. */
export function parse(text: string): Info | null {
  const values = z.array(z.unknown()).safeParse(Http.json(text)).data;
  if (!values) return null;
  const rows = values.flatMap((value) => Row.safeParse(value).data ?? []);
  return rows.length > 0 || values.length === 0 ? { rows, refused: values.length - rows.length } : null;
}

/** All datacentres of the build, whether they have it or not. */
export function everywhere({ datacenters }: Row): { datacentres: string[]; refused: number } {
  return { datacentres: datacenters.map(({ datacenter }) => datacenter), refused: 0 };
}

/** The datacentres that deliver the build (`1H-low`: in an hour, few are left), and how many say what is not known. */
export function inStock({ datacenters }: Row): { datacentres: string[]; refused: number } {
  const orderable = datacenters.filter(({ availability }) => ORDERABLE.test(availability));
  const others = datacenters.filter(({ availability }) => NOT_ORDERABLE.has(availability));
  return {
    datacentres: orderable.map(({ datacenter }) => datacenter),
    refused: datacenters.length - orderable.length - others.length,
  };
}
