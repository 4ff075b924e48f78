export * as Settings from "./settings.ts";

import * as z from "zod";

export const Fields = z.strictObject({
  /** How long a Droplet is new. Counts for Droplets created from now on. */
  readyAfterSeconds: z.number().min(0),
  /** How long a new Droplet is in no list and is not found by its id: look-ups come after the order. */
  listedAfterSeconds: z.number().min(0),
  /** Tags are applied "after it is created": how long a Droplet is without them. */
  taggedAfterSeconds: z.number().min(0),
  /** What a create action comes to; a Droplet whose action errored is gone. */
  createEnds: z.enum(["completed", "errored"]),
  /** Whether deleting a new Droplet is refused, its create event still pending. */
  deleteWhileNew: z.enum(["accepted", "refused"]),
});
export type Info = z.infer<typeof Fields>;

export const initial: Info = {
  readyAfterSeconds: 60,
  listedAfterSeconds: 0,
  taggedAfterSeconds: 5,
  createEnds: "completed",
  deleteWhileNew: "accepted",
};
