import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "infra/test/**/*.test.ts"],
    globalSetup: "packages/emulators/test/global-setup.ts",
    env: { POWERTOOLS_LOG_LEVEL: "SILENT" },
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
