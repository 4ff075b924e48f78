export * as RuleBody from "./rule-body.ts";

import type { Context } from "@cloudco/core/context/context";
import { Match } from "@cloudco/core/match/match";
import { Minor } from "@cloudco/core/money/money";
import { ProviderId } from "@cloudco/core/provider/id";
import { Rule } from "@cloudco/core/rule/rule";
import { unlessUnreadable } from "@cloudco/core/table/unreadable";
import * as z from "zod";
import type { FieldError } from "./problem.ts";
import { iso, Time } from "./schema.ts";
import { isPrintable, isPrintableText } from "./text.ts";

const DESCRIPTIONS: Record<keyof Rule.Criteria, string> = {
  name: "What you call the rule.",
  description: "A note to yourself.",
  category: "What to look for. /providers lists what each provider has, and what can be bought there.",
  minCores: "Fewest processor cores.",
  minMemoryGib: "Least memory, GiB.",
  minDiskGb: "Least disk, all disks together, GB; of `diskKind` alone where that is given.",
  minThreads: "Fewest threads, where the provider `tells` them.",
  ecc: "Memory that corrects errors, where the provider `tells` that.",
  diskKind: "The kind of disk that counts, where the provider `tells` it.",
  minDisks: "Fewest disks; of `diskKind` alone where that is given.",
  gpuModel: "A part of the graphics card's name, however it is spelt: L40S.",
  minGpus: "Fewest graphics cards.",
  minBandwidthMbit: "Least of the network port, Mbit/s, where the provider `tells` it.",
  currency:
    "The currency of all amounts of this rule: what your account at the provider pays in, which it is where left out; before you have connected one, any of the provider's `currencies`.",
  maxMonthly:
    "Highest net price of a month, minor units, the IPv4 surcharge included where one is wanted; also where `termMonths` asks for several.",
  maxSetup: "Highest net setup fee, minor units.",
  budget:
    "The most that this rule may ever commit, net, minor units: all that is due at once, which is each month of `termMonths` and the setup fee.",
  locations: "Datacentres (FSN1-DC14), sites (FSN1) or countries (DE), any of them; empty for anywhere.",
  prefer:
    "What comes first: `price`, the cheapest, ties by the order of `locations`; or `location`, the places in their order, and in each the cheapest.",
  autoBuy: "Buy the first match at once. Otherwise, and on the Free plan, the rule only tells.",
  quantity:
    "How many servers to buy, one after the other; the last completes the rule. `budget` is for all of them together.",
  ipv4: "Whether a server is to have a public IPv4 address.",
  sshKeys: "The SSH keys to put onto a server, as the provider names them.",
  image: "The operating system, as the provider names it; the provider's default where left out.",
  hostname:
    "The server's host name, where the provider `takes` one: `{location}` becomes its site and `{id}` ten letters and digits of the order's own, as in `web-{location}-{id}`.",
  termMonths:
    "For how many months a server is taken, out of the provider's `terms`. Several months are paid in advance.",
  payment:
    "`by_hand`: the order waits for you to pay it at the provider, who delivers nothing before; out of the provider's `payments`.",
  waiveWithdrawal:
    "Gives up a consumer's right to withdraw, so that delivery begins at once, where the provider `takes` that.",
};

type Shape = typeof Rule.Criteria.shape;
type Bare<S> = { [K in keyof S]: S[K] extends z.ZodDefault<infer T> ? T : S[K] };

/** Two views of the same fields: as they are created, and with nothing filled in for what is left out. */
const described = Object.fromEntries(
  Object.entries(Rule.Criteria.shape).map(([name, field]) => [
    name,
    field.meta({ description: DESCRIPTIONS[name as keyof Rule.Criteria] }),
  ]),
) as unknown as Shape;
const bare = Object.fromEntries(
  Object.entries(Rule.Criteria.shape).map(([name, field]) => [
    name,
    (field instanceof z.ZodDefault ? field.unwrap() : field).meta({
      description: DESCRIPTIONS[name as keyof Rule.Criteria],
    }),
  ]),
) as unknown as Bare<Shape>;

/** Names end up in mails and chats: only a description may have several lines. */
function refuseControls(body: Readonly<Record<string, unknown>>, check: z.core.$RefinementCtx): void {
  for (const [name, value] of Object.entries(body)) {
    const accepts = name === "description" ? isPrintableText : isPrintable;
    if ([value].flat().some((text) => typeof text === "string" && !accepts(text))) {
      const message = "There is a control character in it, or one that turns the text around.";
      check.addIssue({ code: "custom", path: [name], message });
    }
  }
}

export const Create = z
  .strictObject({ provider: ProviderId.meta({ description: "It can't be changed later." }), ...described })
  .superRefine(refuseControls)
  .openapi("RuleInput", {
    example: {
      provider: "hetzner",
      name: "Big box",
      category: "auction",
      minMemoryGib: 64,
      maxMonthly: 5000,
      budget: 5000,
      locations: ["FSN1"],
      autoBuy: true,
    },
  });

/** Orders that have left for the provider, or may have, and are not settled yet. */
const IN_FLIGHT = ["sending", "unknown", "needs_human"] as const;

export const InFlight = z.object({ matchId: z.string(), state: z.enum(IN_FLIGHT) }).openapi("InFlight", {
  description: "An order of this rule that had already left for the provider, and can't be called back.",
});

export const STATUSES = Rule.Status.exclude(["deleted"]);

const Budget = z.object({ cap: Minor, left: z.int(), reserved: Minor, committed: Minor });

/** What a rule shows that is not the customer's to change. It may be sent back as it is. */
const readOnly = { readOnly: true };
const shown = {
  id: z.string().meta(readOnly),
  provider: ProviderId.meta(readOnly),
  status: STATUSES.meta(readOnly),
  placesLeft: z.int().meta(readOnly),
  rent: Minor.meta(readOnly),
  inFlight: InFlight.nullable().meta(readOnly),
  evaluateAt: Time.meta(readOnly),
  createdAt: Time.meta(readOnly),
};

export const Change = z
  .strictObject({
    ...bare,
    diskKind: bare.diskKind.nullable(),
    gpuModel: bare.gpuModel.nullable(),
    image: bare.image.nullable(),
    hostname: bare.hostname.nullable(),
    budget: z
      .union([bare.budget, Budget.strict().transform(({ cap }) => cap)], {
        error: "Give a whole number of minor units, or the budget as the rule shows it.",
      })
      .meta({ description: `${DESCRIPTIONS.budget} Or as the rule shows it: then \`cap\` is taken.` }),
    ...shown,
  })
  .partial()
  .superRefine(refuseControls)
  .openapi("RuleChange", {
    description:
      "What is given is changed; the rest stays. `null` takes away what can be left out. A rule as it was read may be sent back with changes: what can't be changed has to be as it is.",
    minProperties: 1,
    example: { maxMonthly: 4500, locations: ["FSN1", "HEL1"] },
  });
type Change = z.infer<typeof Change>;

const FIXED = {
  id: "A rule keeps its id.",
  provider: "A rule stays with its provider. Delete it and create a new one.",
  status: "Use pause and resume to change it.",
  createdAt: "It can't be changed.",
};

/** What is to be changed of a rule; and what was sent back otherwise than it is, and can't be changed. */
export function toChanges(
  sent: Change,
  rule: Rule.Info,
): { changes: Rule.Changes } | { refused: FieldError[] } {
  const { id, provider, status, createdAt, ...rest } = sent;
  const { inFlight: _order, evaluateAt: _wait, placesLeft: _left, rent: _rent, ...criteria } = rest;
  const now = { id: rule.id, provider: rule.provider, status: rule.status, createdAt: iso(rule.createdAt) };
  const fixed = Object.entries({ id, provider, status, createdAt });
  const refused = fixed.flatMap(([field, value]): FieldError[] => {
    const name = field as keyof typeof FIXED;
    if (value === undefined || value === now[name]) return [];
    return [{ field, code: "read_only", message: FIXED[name] }];
  });
  const given = Object.entries(criteria).filter(([, value]) => value !== undefined);
  return refused.length > 0 ? { refused } : { changes: Object.fromEntries(given) };
}

export const Body = z
  .object({
    id: z.string(),
    provider: ProviderId,
    ...bare,
    currency: bare.currency.nonoptional(),
    hostname: bare.hostname.nonoptional().nullable(),
    image: bare.image.nonoptional().nullable(),
    diskKind: bare.diskKind.nonoptional().nullable(),
    gpuModel: bare.gpuModel.nonoptional().nullable(),
    placesLeft: z.int().meta({
      description:
        "How many of `quantity` are still to be bought; less than 0 where an order that had been given up went through after all.",
    }),
    rent: Minor.meta({
      description: "Net of a month, minor units: what all that it has bought costs on and on.",
    }),
    status: STATUSES.meta({ description: "A completed rule has bought, and stays as history." }),
    budget: Budget.meta({
      description:
        "Net, minor units, of first payments: `committed` is what was due at once for all it has bought. `cap` is always `left` + `reserved` + `committed`; `left` is less than 0 where such a late order went beyond it.",
    }),
    inFlight: InFlight.nullable(),
    evaluateAt: Time.meta({ description: "It is not matched before then: its last attempt failed." }),
    createdAt: Time,
  })
  .openapi("Rule");

/** The rule as its owner sees it, with the order that is under way. */
export async function render(ctx: Context, rule: Rule.Info): Promise<z.infer<typeof Body>> {
  return {
    id: rule.id,
    provider: rule.provider,
    name: rule.name,
    description: rule.description,
    category: rule.category,
    minCores: rule.minCores,
    minMemoryGib: rule.minMemoryGib,
    minDiskGb: rule.minDiskGb,
    minThreads: rule.minThreads,
    ecc: rule.ecc,
    diskKind: rule.diskKind ?? null,
    minDisks: rule.minDisks,
    gpuModel: rule.gpuModel ?? null,
    minGpus: rule.minGpus,
    minBandwidthMbit: rule.minBandwidthMbit,
    currency: rule.currency,
    maxMonthly: rule.maxMonthly,
    maxSetup: rule.maxSetup,
    locations: rule.locations,
    prefer: rule.prefer,
    autoBuy: rule.autoBuy,
    quantity: rule.quantity,
    placesLeft: rule.placesLeft,
    rent: rule.rent,
    ipv4: rule.ipv4,
    sshKeys: rule.sshKeys,
    image: rule.image ?? null,
    hostname: rule.hostname ?? null,
    termMonths: rule.termMonths,
    payment: rule.payment,
    waiveWithdrawal: rule.waiveWithdrawal,
    status: STATUSES.parse(rule.status),
    budget: { cap: rule.budget, left: rule.left, reserved: rule.reserved, committed: rule.committed },
    inFlight: await inFlight(ctx, rule),
    evaluateAt: iso(rule.evaluateAt),
    createdAt: iso(rule.createdAt),
  };
}

export async function inFlight(
  ctx: Context,
  rule: Pick<Rule.Info, "accountId" | "openMatch">,
): Promise<z.infer<typeof InFlight> | null> {
  const { accountId, openMatch } = rule;
  if (!openMatch) return null;
  const found = await unlessUnreadable(
    Match.find(ctx.table, accountId, openMatch).then((match) => ({ state: match?.state })),
  );
  // Nobody can say that one which can't be read has not left: a person has to look.
  const { state: at } = found ?? { state: "needs_human" };
  const state = IN_FLIGHT.find((candidate) => candidate === at);
  return state ? { matchId: openMatch, state } : null;
}
