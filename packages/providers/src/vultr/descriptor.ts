import type { Descriptor } from "@cloudco/core/provider/provider";

export const descriptor: Descriptor = {
  id: "vultr",
  name: "Vultr",
  fields: [
    {
      name: "description",
      label: "API Description",
      help: "A note for yourself. It is never sent.",
      secret: false,
      required: false,
      maxLength: 200,
    },
    {
      name: "key",
      label: "API Key",
      help: "In Vultr: Account, API; enable the API there. Under Access Control, allow CloudCO's addresses or all. A sub-user's key needs the permissions subscriptions_view, subscriptions and provisioning.",
      secret: true,
      required: true,
      maxLength: 200,
    },
  ],
  categories: ["vm", "gpu", "dedicated"],
  orderable: ["vm", "gpu", "dedicated"],
  currency: "USD",
  takes: ["hostname", "image", "sshKeys"],
  terms: [1],
  payments: ["automatic"],
  inventory: "public",
  stages: false,
  // Three requests each, of the 30 a second that Vultr takes from one address.
  pollSeconds: 5,
  // Nothing says how soon a machine is in its list.
  settleSeconds: 300,
  recordedAs: null,
  loginBlock: null,
};
