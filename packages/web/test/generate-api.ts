import { writeFileSync } from "node:fs";
import { types, typesFile } from "./api-types.ts";

/** Writes the types of the API that the pages are checked against, from the very schemas that check requests. */
writeFileSync(typesFile, await types());
