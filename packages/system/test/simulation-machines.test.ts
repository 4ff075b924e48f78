// Guarantee: of machines that are sold once, no wish brings two, whatever processes, messages, customers and Hetzner do.
import { hetzner } from "./simulation/hetzner.ts";
import { tryAll } from "./simulation/suite.ts";
import { MACHINES } from "./simulation/tally.ts";

tryAll("machines that are sold once", hetzner, MACHINES);
