/**
 * One origin for people and programs: the pages, and below /api the API. What is said here holds behind CloudFront and on
 * the one port of a local stack. The functions are CloudFront Functions: plain JavaScript, alone in the world.
 */
export const API = "/api";
/** What the API serves; everything else is a file. */
export const API_PATTERNS = [`${API}/*`, API, "/health", "/openapi.json"];
export const DASHBOARD = "/dashboard";

/** What the front door alone can say, or says over what a viewer wrote. */
export const SECRET_HEADER = "x-origin-secret";
export const ADDRESS_HEADER = "cloudfront-viewer-address";
export const PATH_HEADER = "x-viewer-path";

/** What has to come through whatever else an address asks for: DELETE, and these paths. */
export const ALWAYS = `^(${API})?/(sniping/stop|rules/[^/]+/pause)$`;

/** For pages that are hosted elsewhere. */
export const CORS = {
  allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"] satisfies (
    | "GET"
    | "POST"
    | "PUT"
    | "PATCH"
    | "DELETE"
  )[],
  allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"],
  exposeHeaders: [
    "x-request-id",
    "retry-after",
    "location",
    "etag",
    "ratelimit",
    "ratelimit-policy",
    "idempotent-replayed",
  ],
  maxAgeSeconds: 600,
};

/** Of the API's behaviour: whose address it is, the path as it was sent, and the prefix taken off. */
export const API_FUNCTION = `function handler(event) {
  var request = event.request;
  var uri = request.uri;
  request.headers["${ADDRESS_HEADER}"] = { value: event.viewer.ip + ":0" };
  request.headers["${PATH_HEADER}"] = { value: uri };
  var path = uri.replace(/^\\/api(?=\\/|$)/, "") || "/";
  // What is odd in a path the API alone judges, by the header; the gateway would decode it, or refuse it in its own words.
  request.uri = /^\\/[\\w\\/-]+$/.test(path) ? path : "/-";
  return request;
}`;

/** Of the files' behaviour: what is no file is a page of the dashboard. */
export const FILES_FUNCTION = `function handler(event) {
  var request = event.request;
  if (request.uri === "/") {
    return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "${DASHBOARD}/" } } };
  }
  if (/\\/$/.test(request.uri) && request.uri.indexOf("${DASHBOARD}/") !== 0) request.uri += "index.html";
  else if (!/\\.\\w+$/.test(request.uri)) request.uri = "${DASHBOARD}/index.html";
  return request;
}`;

/** Where the API is read about. */
export const REFERENCE_PATTERN = "/reference/*";

/**
 * What every page is sent with. One that was tampered with can run nothing from elsewhere, and send a token to nobody
 * but the API and whoever signs people in.
 * @param signIn sources of the issuer, such as https://login.example.com
 */
export function contentSecurityPolicy(signIn: string): string {
  return policy("default-src 'self'", signIn);
}

/** The reference's own: its arrows are images within its styles. It signs nobody in. */
export const REFERENCE_POLICY = policy("default-src 'self'; img-src 'self' data:", "");

function policy(sources: string, signIn: string): string {
  return [
    sources,
    `connect-src 'self' ${signIn}`.trim(),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; ");
}

/** The same for whichever page; HSTS is for https alone. */
export const PAGE_HEADERS = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
};
