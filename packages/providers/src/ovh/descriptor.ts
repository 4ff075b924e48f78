import type { Descriptor } from "@cloudco/core/provider/provider";
import { Choice } from "./choice.ts";
import { Region } from "./region.ts";

/** What both installations say of themselves. */
export function descriptor(region: Region.Info): Descriptor {
  const { id, name } = region;
  return {
    id,
    name,
    fields: [
      {
        name: "applicationKey",
        label: "Application Key",
        help: `Made together with the secret at https://${region.host}/createApp/. Keys of another OVHcloud region never work here.`,
        secret: false,
        required: true,
        maxLength: 100,
      },
      {
        name: "applicationSecret",
        label: "Application Secret",
        help: "Shown once, when the application is made. The older form secret:consumer_key is understood where Consumer Key is left empty.",
        secret: true,
        required: true,
        maxLength: 200,
      },
      {
        name: "consumerKey",
        label: "Consumer Key",
        help: "Lets the application read prices and orders and place orders in your account. It counts once you have opened its link and allowed that.",
        secret: true,
        required: false,
        maxLength: 100,
      },
    ],
    guide: {
      url: `https://${region.host}/createApp/`,
      steps: [
        `Sign in at https://${region.host}/createApp/ with the account that is to pay, and give the application a name.`,
        "Copy the application key and the application secret, which is shown once, and paste both here.",
        "Leave the consumer key empty and have it made by the link below: CloudCO asks for exactly the rights that it needs, and you allow them at OVHcloud.",
        `A key that you have made yourself works too. It has to be one of ${name}: those of other regions always fail.`,
      ],
    },
    consentField: "consumerKey",
    categories: ["dedicated", "gpu", "storage"],
    orderable: ["dedicated", "gpu", "storage"],
    get currency() {
      return Region.currency(region);
    },
    get priceLists() {
      return Region.priceLists(region);
    },
    // The cart of the Eco range has no field for a host name, and none for SSH keys.
    takes: ["image", "waiveWithdrawal"],
    tells: ["minThreads", "ecc", "diskKind", "minDisks", "gpuModel", "minGpus", "minBandwidthMbit"],
    terms: [1, 12, 24],
    payments: ["automatic", "by_hand"],
    inventory: "public",
    prepares: true,
    // No limit is published for the public lists, which are large; this one is etiquette.
    pollSeconds: 10,
    // OVHcloud does not say how soon an order is in its list.
    visibleWithinSeconds: 600,
    // An order tells its plan. The datacentre is not in every one of them.
    recordedAs: ({ id }) => Choice.planOf(id),
    addressShares: null,
    loginBlock: null,
  };
}
