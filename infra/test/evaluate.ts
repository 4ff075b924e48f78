import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HttpServer } from "@cloudco/emulators/http-server";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { afterAll } from "vitest";
import { type Bundle, bundle } from "./bundle.ts";
import { type Inputs, mocks, type Resource } from "./mocks.ts";

/**
 * Runs sst.config.ts as SST's command does (bundled, with its globals, through its own run function), but against
 * Pulumi's mock engine: no AWS account, no Pulumi, no network. Needs `.sst/platform`, which `typecheck` lays down.
 */
const root = join(import.meta.dirname, "../..");
const platform = join(root, ".sst/platform");
const config = join(root, "sst.config.ts");

export type Graph = {
  resources: Resource[];
  outputs: Inputs;
  /** By the name of the function's component. */
  bundles: Map<string, Bundle>;
  byType(type: string): Resource[];
  one(type: string, name: string): Resource;
};

type Pulumi = {
  runtime: {
    setMocks(mocks: unknown, project: string, stack: string, preview: boolean): Promise<void>;
    runInPulumiStack(program: () => Promise<Inputs>): Promise<unknown>;
    waitForRPCs(): Promise<void>;
  };
  output(value: unknown): { apply(use: (value: Inputs) => void): unknown };
};

/** Whatever the machine that runs the test is set up to deploy. */
const UNSET = Object.fromEntries(
  [
    ...["DASHBOARD_ORIGIN", "DASHBOARD_CERTIFICATE", "AUTH_ISSUER", "AUTH_AUDIENCE"],
    ...["ALARM_EMAIL", "MAIL_FROM", "MAIL_READY", "DEFAULT_PLAN", "ORIGIN_SECRET"],
  ].map((name) => [name, ""]),
);

/** @param environment what whoever deploys has set; see infra/settings.ts */
export async function evaluate(stage: string, environment: Record<string, string> = {}): Promise<Graph> {
  if (!existsSync(join(platform, "version"))) {
    throw new Error("SST's platform is missing: run `npx -y pnpm@12 typecheck` once, which lays it down.");
  }
  const pulumi: Pulumi = createRequire(join(platform, "package.json"))("@pulumi/pulumi");
  const resources: Resource[] = [];
  const bundles: Graph["bundles"] = new Map();
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const command = await serveCommand(bundles, reject);
  const before = { ...process.env };
  const folder = process.cwd();
  Object.assign(process.env, UNSET, environment, { SST_SERVER: command.url });
  try {
    await pulumi.runtime.setMocks(mocks(resources), "cloudco", stage, false);
    const program = await loadProgram(stage, command.url);
    const outputs = await Promise.race([failed, run(pulumi, program)]);
    const byType = (type: string) => resources.filter((resource) => resource.type === type);
    return { resources, outputs, bundles, byType, one: (type, name) => only(byType(type), name) };
  } finally {
    process.chdir(folder);
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    await command.close();
  }
}

const made = new Map<string, Promise<Bundle>>();
afterAll(async () => {
  for (const { folder } of await Promise.all(made.values())) rmSync(folder, { recursive: true });
});

/** Every stage deploys the same bundles. */
async function bundleOnce(parameters: { functionID: string }): Promise<Bundle> {
  const { functionID } = parameters;
  const known =
    made.get(functionID) ?? bundle(root, mkdtempSync(join(tmpdir(), "cloudco-bundle-")), parameters);
  made.set(functionID, known);
  return await known;
}

async function run(pulumi: Pulumi, program: () => Promise<Inputs>): Promise<Inputs> {
  const raw = await pulumi.runtime.runInPulumiStack(program);
  await pulumi.runtime.waitForRPCs();
  return new Promise((resolve) => void pulumi.output(raw).apply(resolve));
}

function only(found: Resource[], name: string): Resource {
  const [resource, ...others] = found.filter((candidate) => candidate.name === name);
  if (!resource || others.length > 0) {
    throw new Error(`Expected one ${name} among: ${found.map((candidate) => candidate.name).join(", ")}`);
  }
  return resource;
}

/** Stands in for the part of SST's command that its components call: the account's buckets, and bundling. */
async function serveCommand(bundles: Graph["bundles"], fail: (error: Error) => void) {
  const methods: Record<string, (parameters: { functionID: string; handler: string }) => Promise<unknown>> = {
    "Provider.Aws.Bootstrap": async () => ({ asset: "sst-asset-test", state: "sst-state-test" }),
    "Runtime.Build": async (parameters) => {
      const made = await bundleOnce(parameters);
      bundles.set(parameters.functionID, made);
      return { handler: "bundle.handler", out: made.folder, errors: [], sourcemaps: [] };
    },
  };
  const server: Server = createServer(async (request, response) => {
    const body = await HttpServer.readBody(request, 1024 * 1024);
    const { method, params } = JSON.parse(String(body));
    try {
      const answer = methods[method];
      if (!answer) throw new Error(`SST's components call ${method}, which this test does not know.`);
      response.end(JSON.stringify({ result: await answer(params[0]) }));
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)));
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  return await HttpServer.listen(server, {});
}

async function loadProgram(stage: string, rpc: string): Promise<() => Promise<Inputs>> {
  const load = async (name: string, contents: string, options: BuildOptions) => {
    const outfile = join(platform, `test.${randomUUID()}.${name}.mjs`);
    await build({
      stdin: { contents, resolveDir: root, loader: "ts" },
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "silent",
      ...options,
    });
    try {
      return (await import(pathToFileURL(outfile).href)).default;
    } finally {
      rmSync(outfile);
    }
  };
  const read = await load("app", `export { default } from "${config}";`, {
    banner: { js: "const $config = (config) => config;" },
    packages: "external",
    plugins: [ours],
    external: ["./infra/app.ts"],
  });
  const app = { ...(await read.app({ stage })), stage };
  const paths = { home: root, root, work: join(root, ".sst"), platform };
  const cli = { command: "deploy", dev: false, rpc, paths, state: { version: {} } };
  const program = `import { run } from "${join(platform, "src/auto/run.ts")}";
import config from "${config}";
export default () => run(config.run);`;
  return await load("run", program, {
    define: { $app: JSON.stringify(app), $cli: JSON.stringify(cli), $dev: "false" },
    inject: [join(platform, "src/shim/run.js")],
    packages: "external",
    plugins: [ours, globals],
  });
}

/** The workspace's packages are source: they are bundled, as SST's command bundles everything. */
const ours: Plugin = {
  name: "workspace",
  setup(builder) {
    builder.onResolve({ filter: /^@cloudco\// }, ({ path }) => ({
      path: join(root, path.replace(/^@cloudco\/([^/]+)\/(.*)$/, "packages/$1/src/$2.ts")),
    }));
  },
};

/** `aws`, `random` and `sst` are in scope everywhere in infra/. */
const globals: Plugin = {
  name: "globals",
  setup(builder) {
    const shim = `import * as aws from "@pulumi/aws"; import * as random from "@pulumi/random"; import * as sst from "${join(platform, "src/components")}";\n`;
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) =>
      path.startsWith(platform) ? null : { contents: shim + (await readFile(path, "utf8")), loader: "ts" },
    );
  },
};
