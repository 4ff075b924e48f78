export * as Keys from "./keys.ts";

import type { Credentials, Failure } from "@cloudco/core/provider/provider";
import type { Region } from "./region.ts";

export type Info = { application: string; secret: string; consumer: string };

/** What can stand in a header, as all keys of OVHcloud can. */
const KEY = /^[\x21-\x7e]+$/;

export function isKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Reads the three keys from the card's fields. The older form `secret:consumer_key` in the secret's field is understood
 * where the consumer key's is empty.
 * @returns a failure where one is missing or can't be right; then nothing has to be asked of OVHcloud.
 */
export function read(region: Region.Info, credentials: Credentials): Info | Failure {
  const field = (name: string) => credentials[name]?.reveal().trim() ?? "";
  const application = field("applicationKey");
  const [secret = "", ...rest] = field("consumerKey")
    ? [field("applicationSecret")]
    : field("applicationSecret").split(":");
  const consumer = field("consumerKey") || rest.join(":");
  if (KEY.test(application) && KEY.test(secret) && consumer === "") {
    const message = `The consumer key is missing. It allows the application to act for your ${region.name} account: request one, open the link that comes with it, and enter the key here.`;
    return { cause: "credentials", message };
  }
  if (![application, secret, consumer].every((key) => KEY.test(key))) {
    const message = `Application key, application secret and consumer key of ${region.name} are all needed, without spaces or special characters. Copy them again from where they were shown.`;
    return { cause: "credentials", message };
  }
  return { application, secret, consumer };
}
