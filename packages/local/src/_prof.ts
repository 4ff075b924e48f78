import { Endpoints } from "./aws/endpoints.ts";
import { Resources } from "./resources.ts";
const endpoints = await Endpoints.start();
Object.assign(process.env, endpoints.environment);
Object.assign(process.env, await Resources.create("bench"), { AUTH_ISSUER: "http://x.y", AUTH_AUDIENCE: "x", POWERTOOLS_LOG_LEVEL: "WARN" });
const { runtime } = await import("@cloudco/functions/runtime");
const { putOffers, listing } = await import("@cloudco/functions/api/testing/seed");
const { collection } = await import("@cloudco/core/table/table");
const { Stored } = await import("@cloudco/core/offer/stored");
const z = await import("zod");
const { unmarshall } = await import("@aws-sdk/util-dynamodb").catch(() => ({ unmarshall: null }));
const ctx = runtime();
await putOffers(ctx, Array.from({ length: 9000 }, (_, i) => listing({ id: String(100000 + i) })));
for (let k = 0; k < 3; k++) {
  let t = performance.now(); const a = await collection(ctx.table, "OFFERS#hetzner", z.any()); console.log("collection any", a.length, performance.now() - t);
  t = performance.now(); for (const x of a) Stored.parse(x); console.log("zod", performance.now() - t);
}
let t = performance.now(); const r = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB!, { method: "POST", headers: { "x-amz-target": "DynamoDB_20120810.Query", "content-type": "application/x-amz-json-1.0", authorization: "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=x" }, body: JSON.stringify({ TableName: "bench", IndexName: "collection", KeyConditionExpression: "#c = :c", ExpressionAttributeNames: { "#c": "collection" }, ExpressionAttributeValues: { ":c": { S: "OFFERS#hetzner" } } }) });
const text = await r.text(); console.log("raw page", r.status, text.length, performance.now() - t); t = performance.now(); const j = JSON.parse(text); console.log("items", j.Items?.length, "JSON.parse", performance.now() - t);
await endpoints.close(); process.exit(0);
