export * as Entries from "./entries.ts";

/** `refused` are the ids of what is left out, as far as it has one. */
export type Read<T> = { read: T[]; refused: unknown[] };

/**
 * Reads the entries of a catalogue. One that can't be read is left out, and so is every one whose id occurs twice.
 * @param id the name of the id's field
 * @returns null where there are entries and not one can be read: the catalogue has another form than we know
 */
export function read<T>(
  entries: readonly unknown[],
  id: string,
  readOne: (entry: unknown) => T | null | undefined,
): Read<T> | null {
  const idOf = (entry: unknown) => (entry as Record<string, unknown> | null)?.[id];
  const byId = Map.groupBy(entries, idOf);
  const result: Read<T> = { read: [], refused: [] };
  for (const entry of entries) {
    const one = byId.get(idOf(entry))?.length === 1 ? readOne(entry) : null;
    if (one) result.read.push(one);
    else result.refused.push(idOf(entry));
  }
  return entries.length > 0 && result.read.length === 0 ? null : result;
}
