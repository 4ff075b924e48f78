import type * as z from "zod";

const KINDS: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

/** What is wrong with a field, in our words, where its schema has none of its own. */
export function inOurWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `Give ${KINDS[String(issue.expected)] ?? `a value of the type ${issue.expected}`}.`;
    case "too_small":
      return `Give ${amount(issue.origin, issue.minimum)} or more.`;
    case "too_big":
      return `Give ${amount(issue.origin, issue.maximum)} at most.`;
    case "invalid_value":
      return `Give one of these: ${(issue.values ?? []).map(String).join(", ")}.`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "Give a time as ISO 8601 in UTC, such as 2026-11-24T12:00:00Z."
        : "It does not have the form that is asked for.";
    case "invalid_union":
      return "It is none of the forms that are taken here.";
    default:
      return undefined;
  }
}

function amount(origin: string | undefined, many: unknown): string {
  if (origin === "string") return `${many} characters`;
  return origin === "array" || origin === "set" ? `${many} entries` : String(many);
}
