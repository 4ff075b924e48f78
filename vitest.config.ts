import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "infra/test/**/*.test.ts"],
    globalSetup: "packages/emulators/test/global-setup.ts",
    env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
    // Most tests wait for parts on loopback: a core that is left free is left idle.
    maxWorkers: "100%",
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // `pnpm test` measures it. A fall fails, in every folder by itself; see CONTRIBUTING.md.
    coverage: {
      include: ["packages/core/src/{order,claim,vault,rule,money}/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: [["text", { skipFull: true }], "json"],
      thresholds: {
        "packages/core/src/order/*.ts": { lines: 100, branches: 98 },
        "packages/core/src/claim/*.ts": { lines: 100, branches: 100 },
        "packages/core/src/vault/*.ts": { lines: 100, branches: 100 },
        "packages/core/src/rule/*.ts": { lines: 100, branches: 100 },
        "packages/core/src/money/*.ts": { lines: 100, branches: 100 },
      },
    },
  },
});
