import { UnreadableItem } from "@cloudco/core/table/unreadable";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { create } from "./runtime.ts";

// Guarantee: whoever has to mend what can't be read is told its key, and nobody is told what is in it.
test("the log names the stored items that can't be read, and counts them", () => {
  vi.stubEnv("TABLE_NAME", "t");
  const { table, log } = create();
  const lines = vi.spyOn(log, "error").mockReturnValue();
  const { error } = z.object({ plan: z.enum(["free"]) }).safeParse({ plan: "hunter2" });
  if (!error) throw new Error("It can be read.");
  table.onUnreadable(
    Array.from({ length: 30 }, (_, at) => new UnreadableItem({ pk: "ACCOUNT#ada", sk: `RULE#${at}` }, error)),
  );
  expect(lines).toHaveBeenCalledWith("stored items unreadable", { count: 30, items: expect.any(Array) });
  const [, fields] = lines.mock.calls[0] ?? [];
  expect(fields?.items).toContainEqual({ key: "ACCOUNT#ada RULE#0", problem: "plan: invalid_value" });
  expect(JSON.stringify(fields)).not.toContain("hunter2");
});
