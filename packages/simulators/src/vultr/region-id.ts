export * as RegionId from "./region-id.ts";

export const towns = [
  { id: "ams", city: "Amsterdam", country: "NL", continent: "Europe" },
  { id: "atl", city: "Atlanta", country: "US", continent: "North America" },
  { id: "ewr", city: "New Jersey", country: "US", continent: "North America" },
  { id: "fra", city: "Frankfurt", country: "DE", continent: "Europe" },
  { id: "lax", city: "Los Angeles", country: "US", continent: "North America" },
  { id: "lhr", city: "London", country: "GB", continent: "Europe" },
  { id: "nrt", city: "Tokyo", country: "JP", continent: "Asia" },
  { id: "ord", city: "Chicago", country: "US", continent: "North America" },
  { id: "sao", city: "São Paulo", country: "BR", continent: "South America" },
  { id: "sgp", city: "Singapore", country: "SG", continent: "Asia" },
  { id: "syd", city: "Sydney", country: "AU", continent: "Australia" },
] as const;

export const all: readonly string[] = towns.map((town) => town.id);
