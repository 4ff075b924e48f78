import { named } from "./defaults.ts";
import type { Settings } from "./settings.ts";

/** Who the service's mail comes from. `records` are what has to stand in the domain's DNS before SES sends any. */
export function createMail({ mail }: Settings) {
  if (!mail) return undefined;
  const configuration = new aws.sesv2.ConfigurationSet("Mail", {
    configurationSetName: named("mail"),
    deliveryOptions: { tlsPolicy: "REQUIRE" },
    reputationOptions: { reputationMetricsEnabled: true },
    // Who complained or whose mailbox is gone gets no more: SES would stop the account else.
    suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
  });
  const domain = mail.from.slice(mail.from.indexOf("@") + 1);
  const identity = new aws.sesv2.EmailIdentity("MailDomain", {
    emailIdentity: domain,
    configurationSetName: configuration.configurationSetName,
    dkimSigningAttributes: { nextSigningKeyLength: "RSA_2048_BIT" },
  });
  const records = identity.dkimSigningAttributes.tokens.apply((tokens) =>
    (tokens ?? []).map((token) => `${token}._domainkey.${domain} CNAME ${token}.dkim.amazonses.com`),
  );
  return { from: mail.from, identity, configuration, records };
}
export type Mail = ReturnType<typeof createMail>;
