import { schema } from "@cloudco/core/table/schema";
import { queues } from "./pipelines.ts";

/** What the functions need around them, whoever makes it. */
export const resources = { table: schema, queues };
