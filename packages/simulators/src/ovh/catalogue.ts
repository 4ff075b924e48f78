export * as Catalogue from "./catalogue.ts";

import { Reply } from "../reply.ts";
import { OvhReply } from "./ovh-reply.ts";
import { Plan } from "./plan.ts";
import { Pricing } from "./pricing.ts";
import type { Service } from "./service.ts";
import type { State } from "./state.ts";

const planFields = { pricingType: "rental", blobs: null };

/** Gives the catalogues of subsidiaries, each made anew only after the plans have changed: they are large. */
export function open(state: State.Info, catalogue: Plan.Info["catalogue"]): (subsidiary: string) => string {
  const bodies = new Map<string, { version: number; body: string }>();
  return (subsidiary) => {
    const { version } = state.plans;
    const kept = bodies.get(subsidiary);
    if (kept?.version === version) return kept.body;
    const body = JSON.stringify(of(state, subsidiary, catalogue));
    bodies.set(subsidiary, { version, body });
    return body;
  };
}

/** GET /order/catalog/public/eco or …/baremetalServers, for a subsidiary of this installation. */
export function show({ state, query }: Service.Call, catalogue: (subsidiary: string) => string): Reply.Info {
  const subsidiary = query.get("ovhSubsidiary");
  if (subsidiary === null) return OvhReply.badRequest("Missing parameter(s): ovhSubsidiary");
  if (!state.installation.subsidiaries.has(subsidiary)) return invalidSubsidiary();
  return { ...Reply.empty(200), body: catalogue(subsidiary) };
}

export function invalidSubsidiary(): Reply.Info {
  return OvhReply.badRequest("invalid ovhSubsidiary");
}

function of(state: State.Info, subsidiary: string, catalogue: Plan.Info["catalogue"]): object {
  const { subsidiaries, hasFormattedPrices } = state.installation;
  const locale = subsidiaries.get(subsidiary);
  if (locale === undefined) throw new Error(`There is no subsidiary "${subsidiary}".`);
  const plans = state.plans
    .values()
    .filter((plan) => plan.catalogue === catalogue)
    .map((plan) => Plan.at(plan, subsidiary));
  const prices = (rows: Pricing.Row[]) =>
    rows.map((row) => Pricing.inCatalogue(row, locale, hasFormattedPrices));
  const addons = plans.flatMap((plan) =>
    plan.families.flatMap((family) =>
      family.addons.map((addon) => ({
        ...planFields,
        planCode: addon.planCode,
        invoiceName: Plan.addonName(addon),
        product: addon.product,
        configurations: [],
        addonFamilies: [],
        pricings: prices(Pricing.ofAddon(plan, addon)),
      })),
    ),
  );
  return {
    catalogId: 20_451,
    locale: { currencyCode: locale.currency, subsidiary, taxRate: locale.taxRate },
    plans: plans.map((plan) => ({ ...described(plan), pricings: prices(Pricing.ofPlan(plan)) })),
    addons: unique(addons, (addon) => addon.planCode),
    products: unique(plans.flatMap(products), (product) => product.name),
    planFamilies: [{ name: catalogue }],
  };
}

function described(plan: Plan.Info): object {
  const configuration = (name: string, isMandatory: boolean, values: readonly string[]) => ({
    name,
    isCustom: false,
    isMandatory,
    values,
  });
  return {
    ...planFields,
    planCode: plan.planCode,
    invoiceName: plan.invoiceName,
    product: plan.product,
    family: plan.catalogue,
    configurations: [
      configuration("dedicated_datacenter", true, plan.datacenters),
      configuration("dedicated_os", true, plan.os),
      configuration("region", false, plan.regions),
    ],
    addonFamilies: plan.families.map(({ name, mandatory, exclusive, addons }) => ({
      name,
      mandatory,
      exclusive,
      default: addons[0]?.planCode,
      addons: addons.map((addon) => addon.planCode),
    })),
    blobs: { commercial: { range: plan.range } },
  };
}

function products(plan: Plan.Info) {
  const product = (name: string, description: string, technical: object) => ({
    name,
    description,
    configurations: [],
    blobs: { technical },
  });
  const addons = plan.families.flatMap((family) => family.addons);
  return [
    product(plan.product, plan.invoiceName.split(" |", 1)[0] ?? "", plan.technical),
    ...addons.map((addon) => product(addon.product, Plan.addonName(addon), addon.technical)),
  ];
}

/** Plans share addons and products, which are listed once. */
function unique<T>(items: readonly T[], name: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [name(item), item])).values()];
}
