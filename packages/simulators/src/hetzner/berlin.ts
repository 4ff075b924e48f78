export * as Berlin from "./berlin.ts";

import { LocalTime } from "../local-time.ts";

/** Robot writes most of its times in local time without its zone. */
export const { time, date, iso } = LocalTime.of("Europe/Berlin");
