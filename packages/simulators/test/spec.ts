export * as Spec from "./spec.ts";

/** The fields of a specification's types: `integer`, `string[]`, `droplet?` (may be missing), `string|null`. */
export type Tables = Record<string, Record<string, string>>;

/** Where a value is not of a type of the tables: a field that is missing, that is none, or of another type. */
export function mistakes(tables: Tables, value: unknown, type: string, at = type): string[] {
  if (type.endsWith("?")) return value === undefined ? [] : mistakes(tables, value, type.slice(0, -1), at);
  if (type.endsWith("|null")) return value === null ? [] : mistakes(tables, value, type.slice(0, -5), at);
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) return [`${at} is no list`];
    return value.flatMap((item, index) => mistakes(tables, item, type.slice(0, -2), `${at}.${index}`));
  }
  const fields = tables[type];
  if (fields === undefined)
    return isOf(value, type) ? [] : [`${at} is not ${type}: ${JSON.stringify(value)}`];
  if (!isObject(value)) return [`${at} is no ${type}`];
  return [
    ...Object.keys(value).flatMap((name) => (name in fields ? [] : [`${at}.${name} is no field`])),
    ...Object.entries(fields).flatMap(([name, of]) => mistakes(tables, value[name], of, `${at}.${name}`)),
  ];
}

function isOf(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  return type === "object" ? isObject(value) : typeof value === type;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
