import type { Table } from "../table/table.ts";
import { position } from "../table/time.ts";
import { Match } from "./match.ts";

/** A step that moves a match on, if it still is where it was read and nobody else has taken it since. */
export function move(
  match: Match.Info,
  state: Match.State,
  now: number,
  fields: Record<string, unknown>,
  stillOpen: number | null,
): Table.Write {
  const set = ["#state = :state", ...Object.keys(fields).map((name) => `#${name} = :${name}`)];
  const moved = state !== match.state;
  if (moved) set.push("#history = list_append(#history, :entry)");
  return {
    update: Match.key(match.accountId, match.id),
    set: {
      expression: [
        `SET ${set.join(", ")}`,
        stillOpen === null ? "REMOVE #open, #due" : ", #open = :open, #due = :due",
      ].join(" "),
      values: {
        ":state": state,
        ...(moved ? { ":entry": [{ state, at: now }] } : {}),
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
        ...(stillOpen === null ? {} : { ":open": Match.OPEN, ":due": position(stillOpen, match.id) }),
      },
    },
    condition: {
      expression: "#state = :was AND #fence = :held",
      values: { ":was": match.state, ":held": match.fence },
    },
  };
}

/** What the logs say of a match. */
export function told(match: Match.Info): Record<string, unknown> {
  return {
    accountId: match.accountId,
    matchId: match.id,
    ruleId: match.ruleId,
    provider: match.provider,
    offer: match.listing.id,
    attempt: match.attempt,
  };
}
