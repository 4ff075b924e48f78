import type * as z from "zod";

type Key = { pk?: unknown; sk?: unknown };

/** A stored item that has not the shape which its reader needs. It tells which it is and why, and nothing of what is in it. */
export class UnreadableItem extends Error {
  override readonly name = "UnreadableItem";
  readonly key: string;
  readonly problem: string;

  constructor({ pk, sk }: Key, { issues }: z.core.$ZodError) {
    const key = `${String(pk)} ${String(sk)}`;
    super(`The stored item ${key} can't be read.`);
    this.key = key;
    this.problem = issues.map(({ code, path }) => `${path.map(String).join(".")}: ${code}`).join(", ");
  }
}

/** The items that can be read, and what to say of the others. */
export function sort<T>(
  items: readonly Record<string, unknown>[],
  schema: z.ZodType<T>,
): { read: T[]; unreadable: UnreadableItem[] } {
  const read: T[] = [];
  const unreadable: UnreadableItem[] = [];
  for (const item of items) {
    const { success, data, error } = schema.safeParse(item);
    if (success) read.push(data);
    else unreadable.push(new UnreadableItem(item, error));
  }
  return { read, unreadable };
}

/** What a reading gives; null where it came upon an item that can't be read, for whoever can do without it. */
export async function unlessUnreadable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof UnreadableItem) return null;
    throw error;
  }
}
