// Guarantee: of plans whose orders bear no id of ours, no wish brings two, whatever processes, messages, customers and OVHcloud do.
import { ovh } from "./simulation/ovh.ts";
import { tryAll } from "./simulation/suite.ts";
import { PLANS } from "./simulation/tally.ts";

tryAll("plans that are sold many times, prepared beforehand", ovh, PLANS);
