export * as CredentialsBody from "./credentials-body.ts";

import type { Credentials, Descriptor, Field } from "@cloudco/core/provider/provider";
import { Secret } from "@cloudco/core/secret/secret";
import * as z from "zod";

/** A line break that was pasted along is never part of a credential. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** What the provider's card asks for, and nothing else. Values are taken as they are: a space may belong to one. */
export function schemaOf(descriptor: Descriptor) {
  return z
    .strictObject(Object.fromEntries(descriptor.fields.map((field) => [field.name, toSchema(field)])))
    .meta({ title: descriptor.name, example: exampleOf(descriptor) });
}

/** What no credential looks like, so that nobody takes it for one. */
function exampleOf({ fields }: Descriptor): Record<string, string> {
  return Object.fromEntries(
    fields.filter(({ required }) => required).map(({ name, label }) => [name, `your ${label}`.slice(0, 60)]),
  );
}

function toSchema(field: Field) {
  const text = z
    .string({ error: "Give a text." })
    .max(field.maxLength, { error: `Give ${field.maxLength} characters at most.` })
    .refine((value) => !UNPRINTABLE.test(value), {
      error: "There is a line break or another control character in it. Paste it without.",
    })
    .meta({ description: `${field.label}. ${field.help}`, writeOnly: true });
  return field.required ? text.min(1, { error: "This field is missing." }) : text.optional();
}

/** An optional field that was left empty is none. */
export function toCredentials(body: Readonly<Record<string, string | undefined>>): Credentials {
  const given = Object.entries(body).flatMap(([name, value]) =>
    value ? [[name, new Secret(value)] as const] : [],
  );
  return Object.fromEntries(given);
}
