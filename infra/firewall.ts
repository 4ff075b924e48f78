import { ALWAYS, API } from "@cloudco/functions/origin";
import { named } from "./defaults.ts";

/** Requests of one address in a minute: far more than a household's pages ask for, far less than a flood. */
const API_PER_MINUTE = 3_000;
const ALL_PER_MINUTE = 6_000;

const asItIs = [{ priority: 0, type: "NONE" }];

/** Rate rules by address, in front of everything. What stops, pauses or deletes is counted by neither. */
export function createFirewall() {
  return new aws.wafv2.WebAcl("Firewall", {
    name: named("front-door"),
    region: "us-east-1", // where CloudFront looks for it
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    rules: [
      limit("ApiRate", 0, API_PER_MINUTE, { andStatement: { statements: [below(API), ordinary] } }),
      limit("AllRate", 1, ALL_PER_MINUTE, ordinary),
    ],
    visibilityConfig: watched("front-door"),
  });
}

function limit(
  name: string,
  priority: number,
  most: number,
  scopeDownStatement: aws.types.input.wafv2.WebAclRuleStatementRateBasedStatementScopeDownStatement,
) {
  return {
    name,
    priority,
    action: { block: { customResponse: { responseCode: 429, responseHeaders: RETRY } } },
    statement: {
      rateBasedStatement: {
        limit: most,
        evaluationWindowSec: 60,
        aggregateKeyType: "IP",
        scopeDownStatement,
      },
    },
    visibilityConfig: watched(name),
  };
}

const RETRY = [{ name: "retry-after", value: "60" }];

const below = (path: string) => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: "STARTS_WITH",
    searchString: `${path}/`,
    textTransformations: asItIs,
  },
});

const ordinary = {
  notStatement: {
    statements: [
      {
        orStatement: {
          statements: [
            {
              byteMatchStatement: {
                fieldToMatch: { method: {} },
                positionalConstraint: "EXACTLY",
                searchString: "DELETE",
                textTransformations: asItIs,
              },
            },
            {
              regexMatchStatement: {
                fieldToMatch: { uriPath: {} },
                regexString: ALWAYS,
                textTransformations: asItIs,
              },
            },
          ],
        },
      },
    ],
  },
};

const watched = (metricName: string) => ({
  cloudwatchMetricsEnabled: true,
  metricName: named(metricName),
  sampledRequestsEnabled: false, // they would show addresses and headers of customers
});
