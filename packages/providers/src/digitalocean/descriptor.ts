import type { Descriptor } from "@cloudco/core/provider/provider";

export const descriptor: Descriptor = {
  id: "digitalocean",
  name: "DigitalOcean",
  fields: [
    {
      name: "description",
      note: true,
      label: "Token Description (Reference)",
      help: "A note for yourself, such as the token's name at DigitalOcean. It is never sent.",
      secret: false,
      required: false,
      maxLength: 200,
    },
    {
      name: "token",
      label: "Personal Access Token",
      help: "In DigitalOcean: API, Tokens, Generate New Token. Full access, or the scopes account:read, sizes:read, regions:read, image:read, ssh_key:read, droplet:create, droplet:read, droplet:delete, actions:read, tag:create and tag:read.",
      secret: true,
      required: true,
      maxLength: 300,
    },
  ],
  guide: {
    url: "https://cloud.digitalocean.com/account/api/tokens",
    steps: [
      "Sign in to the control panel and open API, Tokens.",
      "Generate New Token: give it a name, and an expiry that you will remember.",
      "Choose Full Access, or Custom Scopes with those that the field names.",
      "Copy the token, which is shown once, and paste it here.",
    ],
  },
  categories: ["vm", "gpu"],
  orderable: ["vm", "gpu"],
  currency: "USD",
  takes: ["hostname", "image", "sshKeys"],
  tells: ["minDisks", "gpuModel", "minGpus"],
  terms: [1],
  payments: ["automatic"],
  inventory: "account",
  prepares: false,
  // Two requests each, of the 5,000 an hour and 250 a minute that a token has.
  pollSeconds: 15,
  // A Droplet is listed by its name at once, and by its tag a little later; nothing says how much.
  visibleWithinSeconds: 300,
  addressShares: null,
  recordedAs: null,
  loginBlock: null,
};
