import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { FoundationStack } from "./stack.ts";

/** Writes the CloudFormation template to dist/foundation; docs/operations.md says how it is deployed. */
const app = new App({ outdir: join(import.meta.dirname, "../../dist/foundation") });
const stack = new FoundationStack(app, "cloudco-foundation", {
  app: "cloudco",
  stages: ["production", "staging"],
});
app.synth();
console.log(`dist/foundation/${stack.templateFile}`);
