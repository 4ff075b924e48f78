import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** The folders of the reference page, by the path that each lies below; deployed they are copied to the same paths. */
export const folders = {
  "/reference/ui": dirname(fileURLToPath(import.meta.resolve("swagger-ui-dist/package.json"))),
  "": fileURLToPath(new URL("../site", import.meta.url)),
};
