import { parseArgs } from "node:util";
import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { Money } from "@cloudco/core/money/money";
import { settleFailed, settlePlaced } from "@cloudco/core/order/settle";
import { create } from "@cloudco/functions/lib/runtime";

/** What a person found in the customer's account at the provider. */
export type Finding =
  | { kind: "bought"; reference: string; serverId: string | null; ipv4: string | null }
  | { kind: "absent" };

/**
 * Settles an order whose fate the provider's records could not tell, as a person found it to be.
 * @param apply false: only says what would be done
 * @returns lines for the person. Throws an Error for people where there is nothing to settle.
 */
export async function settle(
  ctx: Context,
  { accountId, matchId }: { accountId: string; matchId: string },
  finding: Finding,
  apply: boolean,
): Promise<string[]> {
  const match = await Match.find(ctx.table, accountId, matchId);
  if (!match)
    throw new Error(`The customer ${accountId} has no match ${matchId} in the table ${ctx.table.name}.`);
  if (match.state !== "needs_human") {
    throw new Error(`The order is ${match.state}: only one that needs a human is settled by hand.`);
  }
  const lines = [describe(match), effect(match, finding)];
  if (!apply) return [...lines, "Nothing was changed. Repeat it with --apply to do so."];
  const settled = await write(ctx, match, finding);
  if (!settled) throw new Error("Somebody else settled it meanwhile: nothing was changed.");
  return [...lines, "Done."];
}

async function write(ctx: Context, match: Match.Info, finding: Finding): Promise<boolean> {
  if (finding.kind === "bought") {
    const server = { id: finding.serverId, ipv4: finding.ipv4, state: "ready" as const };
    return await settlePlaced(ctx, match, { reference: finding.reference, server }, "reconciled_placed");
  }
  const message =
    "CloudCO's operator looked into the provider's records: nothing was ordered. The rule goes on.";
  return await settleFailed(ctx, match, { cause: "absent", message }, "reconciled_absent");
}

function describe({ provider, listing, amount, ruleId, sentAt }: Match.Info): string {
  const sent = sentAt ? new Date(sentAt).toISOString() : "at an unknown time";
  const reserved = Money.format(amount, listing.price.currency);
  return `Order of ${listing.name} (${listing.id}) at ${provider}, sent ${sent}, for the rule ${ruleId}, which holds ${reserved} for it.`;
}

function effect({ amount, listing }: Match.Info, finding: Finding): string {
  const reserved = Money.format(amount, listing.price.currency);
  return finding.kind === "bought"
    ? `Bought: the rule is completed, ${reserved} count as spent, and the customer sees the server ${finding.reference}.`
    : `Not bought: ${reserved} are free again, and the rule stays active and may buy at once.`;
}

const USAGE = `settle --account ID --match ID (--bought REFERENCE [--server ID] [--ipv4 ADDRESS] | --absent) [--apply]
TABLE_NAME and AWS credentials come from the environment.`;

function read(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      account: { type: "string" },
      match: { type: "string" },
      bought: { type: "string" },
      server: { type: "string" },
      ipv4: { type: "string" },
      absent: { type: "boolean", default: false },
      apply: { type: "boolean", default: false },
    },
  });
  const { account, match, bought, server = null, ipv4 = null, absent, apply } = values;
  if (!account || !match || !bought === !absent || !process.env.TABLE_NAME) throw new Error(USAGE);
  const finding: Finding = bought
    ? { kind: "bought", reference: bought, serverId: server, ipv4 }
    : { kind: "absent" };
  return { order: { accountId: account, matchId: match }, finding, apply };
}

if (import.meta.main) {
  try {
    const { order, finding, apply } = read(process.argv.slice(2));
    for (const line of await settle(create(), order, finding, apply)) console.log(line);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
