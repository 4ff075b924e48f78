/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app({ stage }) {
    const production = stage === "production";
    return {
      name: "cloudco",
      home: "aws",
      removal: production ? "retain" : "remove",
      protect: production,
      providers: { aws: { version: "7.20.0", region: "eu-central-1" }, random: "4.16.6" },
    };
  },
  async run() {
    const { createApp } = await import("./infra/app.ts");
    return createApp();
  },
});
