import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Everything is a file of its own: the policy of the page allows nothing that stands inside it. */
export default defineConfig({
  base: "/dashboard/",
  plugins: [react(), tailwind()],
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome123", "firefox120", "safari17.5"],
    reportCompressedSize: false,
  },
});
