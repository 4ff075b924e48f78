import type { Descriptor } from "@cloudco/core/provider/provider";

export const descriptor: Descriptor = {
  id: "vultr",
  name: "Vultr",
  fields: [
    {
      name: "description",
      note: true,
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
  guide: {
    url: "https://my.vultr.com/settings/#settingsapi",
    steps: [
      "Sign in to the customer portal and open Account, API.",
      "Enable the API if it is not enabled yet, and copy the key.",
      "Under Access Control, allow the addresses of CloudCO's servers, or all of them.",
      "Paste the key here.",
    ],
  },
  categories: ["vm", "gpu", "dedicated"],
  orderable: ["vm", "gpu", "dedicated"],
  currency: "USD",
  takes: ["hostname", "image", "sshKeys"],
  tells: ["minThreads", "diskKind", "minDisks", "gpuModel", "minGpus"],
  terms: [1],
  payments: ["automatic"],
  inventory: "public",
  prepares: false,
  // Three requests each, of the 30 a second that Vultr takes from one address.
  pollSeconds: 5,
  // Nothing says how soon a machine is in its list.
  visibleWithinSeconds: 300,
  recordedAs: null,
  // 30 requests a second from one address, of which the scan takes three at once. In any second each of these takes its
  // burst and a second's worth at most: 16, 4 and 6.
  addressShares: {
    // The price reads three lists; the order itself one, where it names its system, and sends one.
    order: { requests: 5, burst: 10, perSecond: 6 },
    verify: { requests: 1, burst: 1, perSecond: 3 },
    // A machine is looked for by its label, and where that fails in the whole list.
    find: { requests: 2, burst: 2, perSecond: 4 },
  },
  loginBlock: null,
};
