import { API_FUNCTION, API_PATTERNS, FILES_FUNCTION, REFERENCE_PATTERN } from "@cloudco/functions/origin";
import { named } from "./defaults.ts";

/** AWS's own: long, and compressed; and none at all. */
const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
/** AWS's own: everything that the viewer sent, and what the function wrote, but Host, by which the gateway knows its API. */
const ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac";

/** Nothing of the API is cached, and it gets everything that the viewer sent. */
export function apiBehaviors() {
  const fn = edgeFunction("ApiRequest", API_FUNCTION);
  return API_PATTERNS.map((pathPattern) => ({
    pathPattern,
    targetOriginId: "api",
    viewerProtocolPolicy: "https-only", // a redirect would come after the token was sent in the clear
    allowedMethods: ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    cachedMethods: ["GET", "HEAD"],
    compress: false, // it would weaken the ETags that the API compares; the API compresses by itself
    cachePolicyId: CACHING_DISABLED,
    originRequestPolicyId: ALL_VIEWER_EXCEPT_HOST,
    functionAssociations: [{ eventType: "viewer-request", functionArn: fn.arn }],
  }));
}

/** Pages and files; the reference has a policy of its own. */
export function filesBehaviors(
  pages: aws.cloudfront.ResponseHeadersPolicy,
  reference: aws.cloudfront.ResponseHeadersPolicy,
) {
  const fn = edgeFunction("FilesRequest", FILES_FUNCTION);
  return {
    pages: files(fn, pages),
    reference: { pathPattern: REFERENCE_PATTERN, ...files(fn, reference) },
  };
}

function files(fn: aws.cloudfront.Function, headers: aws.cloudfront.ResponseHeadersPolicy) {
  return {
    targetOriginId: "files",
    viewerProtocolPolicy: "redirect-to-https",
    allowedMethods: ["GET", "HEAD"],
    cachedMethods: ["GET", "HEAD"],
    compress: true,
    cachePolicyId: CACHING_OPTIMIZED,
    responseHeadersPolicyId: headers.id,
    functionAssociations: [{ eventType: "viewer-request", functionArn: fn.arn }],
  };
}

function edgeFunction(name: string, code: string) {
  return new aws.cloudfront.Function(name, {
    name: named(name),
    runtime: "cloudfront-js-2.0",
    publish: true,
    code,
  });
}
