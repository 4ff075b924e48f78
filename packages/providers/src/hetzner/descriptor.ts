import type { Descriptor } from "@cloudco/core/provider/provider";

export const descriptor: Descriptor = {
  id: "hetzner",
  name: "Hetzner",
  fields: [
    {
      name: "username",
      label: "Robot Webservice Username",
      help: "Often your client login, like K1234567. In Robot: Preferences, Webservice; enable access there and, under Ordering, allow ordering over the webservice.",
      secret: false,
      required: true,
      maxLength: 100,
    },
    {
      name: "password",
      label: "Robot Webservice Password",
      help: "The password of the webservice login, which is not the one you sign in to Robot with.",
      secret: true,
      required: true,
      maxLength: 200,
    },
  ],
  guide: {
    url: "https://robot.hetzner.com/preferences/index",
    steps: [
      "Sign in to Robot and open Preferences (at the top right), Webservice and app settings.",
      "Enable the webservice. The login is shown there, mostly your client number; it is not the one you sign in to Robot with.",
      "Set a password for the webservice, and paste both here.",
      "To let CloudCO buy: open the Ordering tab of the same page and allow ordering over the webservice. Without it orders are refused as forbidden.",
    ],
  },
  categories: ["auction"],
  orderable: ["auction"],
  currency: "EUR",
  // Robot's order has no field for a host name.
  takes: ["image", "sshKeys"],
  tells: ["ecc", "diskKind", "minDisks", "gpuModel", "minGpus", "minBandwidthMbit"],
  terms: [1],
  payments: ["automatic"],
  inventory: "public",
  prepares: false,
  // Hetzner documents no limit for the feed; this one is etiquette.
  pollSeconds: 5,
  // Robot does not say how soon an order is in its list.
  visibleWithinSeconds: 600,
  addressShares: null,
  recordedAs: null,
  loginBlock: { failures: 3, windowSeconds: 600 },
};
