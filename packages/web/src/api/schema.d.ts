/** Made by `pnpm --filter @cloudco/web generate`. */
export interface paths {
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the API runs
         * @description Needs no token, and asks nobody else.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The providers that CloudCO serves
         * @description What each needs for a connection, what can be bought there, and how its last scan went.
         */
        get: operations["listProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your connections
         * @description One for each provider whose credentials you saved.
         */
        get: operations["listConnections"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connection
         * @description Its status and hints; never its credentials.
         */
        get: operations["getConnection"];
        /**
         * Save credentials and check them
         * @description Replaces what was saved before, at once, and has the provider confirm it. Waits a few seconds for the outcome.
         */
        put: operations["saveConnection"];
        post?: never;
        /**
         * Forget the credentials
         * @description Rules of the provider find, but buy nothing any more.
         */
        delete: operations["deleteConnection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{provider}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check the saved credentials again
         * @description Has the provider confirm them without saving anything. Waits a few seconds for the outcome.
         */
        post: operations["verifyConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/connections/{provider}/consumer-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Connect by a link at the provider
         * @description For providers that /providers lists with a `consentField`. Saves what you send, in place of what was saved before, and requests a key with exactly the rights that CloudCO needs. Open `consent.url`, sign in at the provider and allow the access: within 15 minutes the connection becomes VERIFIED, without the key ever being shown.
         */
        post: operations["requestConsumerKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What is on offer
         * @description As the last scan left it, or up to five seconds before while much changes. What a provider shows to each account by itself is there for its owner alone, and only while a rule of theirs has it watched.
         */
        get: operations["listOffers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/offers/{provider}/{offerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One offer and its prices
         * @description Also one that is gone, for thirty days.
         */
        get: operations["getOffer"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Everything on offer at one provider
         * @description In columns, compressed for whoever accepts gzip. Send its `etag` as `if-none-match` to be told with 304 that nothing changed. Programs that want some of it use /offers.
         */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/pulse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether anything changed
         * @description Small and cheap, for a page that is watched. Compare it with the one before, and read anew what moved. With `if-none-match` an unchanged one is answered with 304.
         */
        get: operations["getPulse"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a rule would find now
         * @description Takes what POST /rules takes, and refuses what that refuses. The matcher that buys answers; nothing is made, and nothing is bought.
         */
        post: operations["previewRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your rules
         * @description The latest first; deleted ones are gone. `since` and `until` are about when they were made.
         */
        get: operations["listRules"];
        put?: never;
        /**
         * Make a rule
         * @description It is active at once, and matched against everything on offer at the next scan. By an API key one with `autoBuy` needs `snipes:buy`.
         */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One rule
         * @description With what is left of its budget.
         */
        get: operations["getRule"];
        put?: never;
        post?: never;
        /**
         * Delete a rule
         * @description From the answer on no order of this rule leaves.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        /**
         * Change a rule
         * @description An order that has not left yet is not sent any more; one that had left is named in `inFlight`. The provider can't be changed.
         */
        patch: operations["changeRule"];
        trace?: never;
    };
    "/rules/{ruleId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop matching for a while
         * @description From the answer on no order of this rule leaves; one that had left is named in `inFlight`.
         */
        post: operations["pauseRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules/{ruleId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Match again
         * @description From the next scan on.
         */
        post: operations["resumeRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What your rules found
         * @description The latest first. With a filter an answer may hold few items, or none, and still have a `next`: go on until it is null.
         */
        get: operations["listMatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/matches/{matchId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One match
         * @description The offer as it was, and every step of its order.
         */
        get: operations["getMatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snipes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The servers that were bought for you
         * @description The latest first. With a filter an answer may hold few items, or none, and still have a `next`: go on until it is null.
         */
        get: operations["listSnipes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snipes/{snipeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One bought server
         * @description Its id and address at the provider appear once the provider tells them.
         */
        get: operations["getSnipe"];
        put?: never;
        post?: never;
        /**
         * Clear the row
         * @description Touches nothing at the provider: the server runs on and is paid for, unless it was terminated before.
         */
        delete: operations["removeSnipe"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/snipes/{snipeId}/terminate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have the provider destroy the server
         * @description Sending this is your confirmation: the server and its data are lost. The provider is asked at once; ask for the snipe again to see its answer. Vultr and DigitalOcean destroy the server at once. Hetzner cancels it to the earliest day, mostly today, and can't call off an order whose server is not there yet. OVHcloud ends its renewal, so that it runs until what is paid for is used up.
         */
        post: operations["terminateSnipe"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sniping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether your rules run or are stopped
         * @description With the list that starting has to be given.
         */
        get: operations["getSniping"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sniping/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * STOP SNIPE: stop every rule at once
         * @description From the answer on no order of yours leaves, whatever rule it is of; those that had left are named in `inFlight`. No server is touched, and servers can still be terminated. Stopping what is stopped changes nothing.
         */
        post: operations["stopSniping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sniping/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * START SNIPE: let the rules match again
         * @description Exactly the rules that were shown, at once. What was paused by hand stays paused. Refused where other rules would become active than those that are given: show the list anew.
         */
        post: operations["startSniping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your API keys
         * @description The latest first; one that was revoked or has expired is shown for thirty days.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description For programs: send it as a bearer token in place of an access token. It is shown once. Only a person can make one, and none can reach billing, keys, credentials, export or deletion.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key
         * @description From the answer on it opens nothing.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your plan, its limits, and what you use of them
         * @description For every API key, too.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        /** @description RFC 9457 problem details. */
        Problem: {
            /** @example urn:problem-type:cloudco:request.invalid */
            type: string;
            title: string;
            status: number;
            /** @description For people: what happened, whose side it is on, what to do next. */
            detail: string;
            /**
             * @description For programs: says exactly which problem this is.
             * @enum {string}
             */
            code: "request.invalid" | "request.path" | "request.malformed" | "request.too_large" | "request.media_type" | "route.direct" | "route.unknown" | "route.method" | "auth.missing" | "auth.invalid" | "auth.expired" | "auth.revoked" | "auth.scope" | "auth.person" | "auth.unavailable" | "limit.exceeded" | "key.limit" | "request.changed" | "request.expectation" | "request.key_used" | "request.running" | "resource.not_found" | "resource.unreadable" | "connection.too_many_checks" | "rule.completed" | "rule.budget" | "rule.quantity" | "rule.limit" | "rule.key_used" | "sniping.changed" | "snipe.terminating" | "snipe.ended" | "server.busy" | "server.failed";
            /** @description Also in the header x-request-id. Tell it to support. */
            requestId: string;
            /** @description The fields that can't be accepted. */
            errors?: {
                field: string;
                /**
                 * @description For programs: what is wrong with it.
                 * @enum {string}
                 */
                code: "missing" | "unknown" | "invalid" | "too_small" | "too_large" | "read_only";
                message: string;
            }[];
        };
        Provider: {
            /** @enum {string} */
            id: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /** @example Hetzner */
            name: string;
            /** @description The credentials that a connection needs. */
            fields: {
                /**
                 * @description Its name in the body of PUT /connections/{provider}.
                 * @example username
                 */
                name: string;
                label: string;
                /** @description Where the customer finds it at the provider. */
                help: string;
                /** @description Whether to hide it while it is typed. */
                secret: boolean;
                /** @description It is no credential, but a note of yours, and is shown whole. */
                note: boolean;
                required: boolean;
                maxLength: number;
            }[];
            /** @description How to come by the credentials, step by step, and where that begins. */
            guide: {
                /** Format: uri */
                url: string;
                steps: string[];
            };
            /** @description The field that POST /connections/{provider}/consumer-key requests for you; null where the provider has no such way. */
            consentField: string | null;
            /** @description What the provider lists. */
            categories: ("auction" | "dedicated" | "gpu" | "vm" | "storage")[];
            /** @description What Auto-Buy can order there. */
            orderable: ("auction" | "dedicated" | "gpu" | "vm" | "storage")[];
            /**
             * @description What its offers are priced in.
             * @enum {string}
             */
            currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            /** @description All that it sells in: an account pays in one of them, and a rule there is in that. */
            currencies: ("EUR" | "USD" | "CAD" | "GBP" | "PLN")[];
            /** @description Fields of a rule that an order there can carry. */
            takes: ("hostname" | "image" | "sshKeys" | "waiveWithdrawal")[];
            /** @description Criteria of a rule that its lists answer; a rule there can't ask for the others of these. */
            tells: ("minThreads" | "ecc" | "diskKind" | "minDisks" | "gpuModel" | "minGpus" | "minBandwidthMbit")[];
            /** @description For how many months it sells a server. */
            terms: number[];
            /** @description How an order there can be paid. */
            payments: ("automatic" | "by_hand")[];
            /**
             * @description `account`: stock is read with your connection.
             * @enum {string}
             */
            inventory: "public" | "account";
            /** @description Null before the first scan, which is yours where stock is read with your connection. */
            scan: {
                /** @description How many offers the last scan read. */
                listings: number;
                /** @description How many it left out because they could not be read with certainty. */
                refused: number;
                /** @description Why the last scan failed; null where it did not. */
                failure: string | null;
                /**
                 * Format: date-time
                 * @description When the inventory was last read in full.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                lastScanAt: string | null;
            } | null;
        };
        /** @description Your account at a provider, without its credentials. */
        Connection: {
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /**
             * @description What the last check of the credentials gave.
             * @enum {string}
             */
            status: "VERIFYING" | "VERIFIED" | "ERROR";
            /**
             * @description Enough of each saved field to recognise it by.
             * @example {
             *       "username": "K1…34",
             *       "password": "…"
             *     }
             */
            hints: {
                [key: string]: string;
            };
            /** @description Why the check failed, and what to do. */
            failure: {
                /** @enum {string} */
                cause: "credentials" | "address_blocked" | "not_allowed" | "rate_limited" | "sold" | "account_limit" | "payment" | "price" | "refused" | "unavailable" | "timeout" | "unreadable";
                message: string;
            } | null;
            /**
             * Format: date-time
             * @description The check waits for its turn at the provider until then.
             * @example 2026-11-24T12:00:00.000Z
             */
            waitingUntil: string | null;
            /** @description The provider waits for you: open `url`, sign in there and allow the access, before `until`. CloudCO looks every few seconds whether you have. */
            consent: {
                url: string;
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                until: string;
            } | null;
            /**
             * @description What your account pays in at a provider that sells in several currencies; null where that is not known, or not to be told.
             * @enum {string|null}
             */
            currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN" | null;
            /** @description Your rules there that are in another currency than your account pays in, so that nothing can match them: change their currency and amounts. */
            unmatchable: {
                ruleId: string;
                name: string;
                /** @enum {string} */
                currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            }[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            savedAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            checkedAt: string | null;
        };
        Offer: {
            listing: components["schemas"]["Listing"];
            /** @description What a month costs net, minor units, the IPv4 surcharge included where `ipv4=true` asked for it. */
            monthlyNet: number;
            /** @description False once the provider stopped listing it. */
            available: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            firstSeenAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            changedAt: string;
        };
        /** @description What a provider sells, in one form for all providers. */
        Listing: {
            /** @description The provider's own id; unique within the provider. */
            id: string;
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /** @enum {string} */
            category: "auction" | "dedicated" | "gpu" | "vm" | "storage";
            name: string;
            /** @description Of all processors together. `cores` and `threads` are null where the provider does not tell them. */
            cpu: {
                name: string;
                cores: number | null;
                threads: number | null;
            };
            memoryGib: number;
            /** @description Whether the memory corrects errors; null where the provider does not tell. */
            ecc: boolean | null;
            disks: {
                /** @enum {string} */
                kind: "nvme" | "ssd" | "hdd";
                count: number;
                sizeGb: number;
            }[];
            /** @description `count` is how many there are at least. */
            gpu: {
                name: string;
                count: number;
            } | null;
            /** @description What the network port gives, Mbit/s; null where the provider does not tell. */
            bandwidthMbit: number | null;
            location: {
                code: string;
                site: string;
                country: string | null;
            };
            /** @description Minor units. Net is before VAT; gross is null where it is not known. */
            price: {
                /** @enum {string} */
                currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
                monthly: {
                    net: number;
                    gross: number | null;
                };
                setup: {
                    net: number;
                    gross: number | null;
                };
                terms?: {
                    months: number;
                    rent: {
                        net: number;
                        gross: number | null;
                    };
                    setup: {
                        net: number;
                        gross: number | null;
                    };
                }[];
            };
            prices?: {
                [key: string]: {
                    /** @enum {string} */
                    currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
                    monthly: {
                        net: number;
                        gross: number | null;
                    };
                    setup: {
                        net: number;
                        gross: number | null;
                    };
                    terms?: {
                        months: number;
                        rent: {
                            net: number;
                            gross: number | null;
                        };
                        setup: {
                            net: number;
                            gross: number | null;
                        };
                    }[];
                };
            };
            /** @description Net monthly surcharge for a public IPv4 address, minor units; null where it is included. */
            ipv4: number | null;
            ipv4Setup?: number;
            /** @description It can't have a public IPv4 address. */
            ipv6Only: boolean;
            /** @description Whether the price stays as it is; null where the provider does not tell. */
            fixedPrice: boolean | null;
            /** @description When the price falls next, unless somebody buys before, milliseconds since 1970; null where the provider does not tell. */
            nextDropAt: number | null;
            /** @description One physical machine, sold once. */
            unique: boolean;
        };
        OfferWithPrices: components["schemas"]["Offer"] & {
            /** @description The latest changes of the net price, oldest first, minor units. */
            prices: {
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                at: string;
                monthly: number;
                setup: number;
            }[];
        };
        /** @description All that one provider has on offer, for pages that show it whole. */
        Catalogue: {
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            version: string;
            /** @description False where the provider shows stock to each account by itself, and yours is not read. */
            watched: boolean;
            /** @description One array for each field, all of the same length. */
            columns: {
                id: string[];
                category: ("auction" | "dedicated" | "gpu" | "vm" | "storage")[];
                name: string[];
                cpu: string[];
                cores: (number | null)[];
                memoryGib: number[];
                disks: {
                    /** @enum {string} */
                    kind: "nvme" | "ssd" | "hdd";
                    count: number;
                    sizeGb: number;
                }[][];
                gpu: ({
                    name: string;
                    count: number;
                } | null)[];
                code: string[];
                site: string[];
                country: (string | null)[];
                currency: ("EUR" | "USD" | "CAD" | "GBP" | "PLN")[];
                /** @description Net, without a public IPv4 address, minor units. */
                monthly: number[];
                /** @description Net, minor units. */
                setup: number[];
                /** @description As in an offer's listing. */
                ipv4: (number | null)[];
                /** @description The latest 8 net prices of a month, oldest first. */
                prices: number[][];
                /** @description Seconds since 1970. */
                firstSeenAt: number[];
            };
        };
        Pulse: {
            /** @description Another text once anything in the collection changed. */
            rules: string;
            /** @description Another text once anything in the collection changed. */
            matches: string;
            /** @description Another text once anything in the collection changed. */
            snipes: string;
            /** @description Another text once anything in the collection changed. */
            connections: string;
            /** @description By provider. */
            catalogue: {
                [key: string]: string;
            };
            /** @description How many orders are under way: look more often. */
            inFlight: number;
        };
        RulePreview: {
            /** @description How many offers fit now; null where the provider's stock is not read for you. */
            matches: number | null;
            /** @description How many of those the rule would take: its budget pays for them. */
            takes: number;
            /** @description Up to five of them; the one that it would take first comes first. */
            best: components["schemas"]["Offer"][];
            /** @enum {string} */
            currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            /** @description The most that the rule can ever commit, net; 0 where it only tells. */
            most: number;
            /** @description Auto-Buy is on, and in your plan. */
            buys: boolean;
            /**
             * @description Null where you have none.
             * @enum {string|null}
             */
            connection: "VERIFYING" | "VERIFIED" | "ERROR" | null;
            /** @description Your active rules, and how many your plan allows; null for any number. */
            plan: {
                active: number;
                most: number | null;
            };
        };
        /**
         * @example {
         *       "provider": "hetzner",
         *       "name": "Big box",
         *       "category": "auction",
         *       "minMemoryGib": 64,
         *       "maxMonthly": 5000,
         *       "budget": 5000,
         *       "locations": [
         *         "FSN1"
         *       ],
         *       "autoBuy": true
         *     }
         */
        RuleInput: {
            /**
             * @description It can't be changed later.
             * @enum {string}
             */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /** @description What you call the rule. */
            name: string;
            /**
             * @description A note to yourself.
             * @default
             */
            description?: string;
            /**
             * @description What to look for. /providers lists what each provider has, and what can be bought there.
             * @enum {string}
             */
            category: "auction" | "dedicated" | "gpu" | "vm" | "storage";
            /**
             * @description Fewest processor cores.
             * @default 0
             */
            minCores?: number;
            /**
             * @description Least memory, GiB.
             * @default 0
             */
            minMemoryGib?: number;
            /**
             * @description Fewest threads, where the provider `tells` them.
             * @default 0
             */
            minThreads?: number;
            /**
             * @description Memory that corrects errors, where the provider `tells` that.
             * @default false
             */
            ecc?: boolean;
            /**
             * @description The kind of disk that counts, where the provider `tells` it.
             * @enum {string}
             */
            diskKind?: "nvme" | "ssd" | "hdd";
            /**
             * @description Fewest disks; of `diskKind` alone where that is given.
             * @default 0
             */
            minDisks?: number;
            /**
             * @description Least disk, all disks together, GB; of `diskKind` alone where that is given.
             * @default 0
             */
            minDiskGb?: number;
            /** @description A part of the graphics card's name, however it is spelt: L40S. */
            gpuModel?: string;
            /**
             * @description Fewest graphics cards.
             * @default 0
             */
            minGpus?: number;
            /**
             * @description Least of the network port, Mbit/s, where the provider `tells` it.
             * @default 0
             */
            minBandwidthMbit?: number;
            /**
             * @description The currency of all amounts of this rule: what your account at the provider pays in, which it is where left out; before you have connected one, any of the provider's `currencies`.
             * @enum {string}
             */
            currency?: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            /** @description Highest net price of a month, minor units, the IPv4 surcharge included where one is wanted; also where `termMonths` asks for several. */
            maxMonthly: number;
            /**
             * @description Highest net setup fee, minor units.
             * @default 0
             */
            maxSetup?: number;
            /** @description The most that this rule may ever commit, net, minor units: all that is due at once, which is each month of `termMonths` and the setup fee. */
            budget: number;
            /**
             * @description Datacentres (FSN1-DC14), sites (FSN1) or countries (DE), any of them; empty for anywhere.
             * @default []
             */
            locations?: string[];
            /**
             * @description What comes first: `price`, the cheapest, ties by the order of `locations`; or `location`, the places in their order, and in each the cheapest.
             * @default price
             * @enum {string}
             */
            prefer?: "price" | "location";
            /**
             * @description Buy the first match at once. Otherwise, and on the Free plan, the rule only tells.
             * @default false
             */
            autoBuy?: boolean;
            /**
             * @description How many servers to buy, one after the other; the last completes the rule. `budget` is for all of them together.
             * @default 1
             */
            quantity?: number;
            /**
             * @description Whether a server is to have a public IPv4 address.
             * @default true
             */
            ipv4?: boolean;
            /**
             * @description The SSH keys to put onto a server, as the provider names them.
             * @default []
             */
            sshKeys?: string[];
            /** @description The operating system, as the provider names it; the provider's default where left out. */
            image?: string;
            /** @description The server's host name, where the provider `takes` one: `{location}` becomes its site and `{id}` ten letters and digits of the order's own, as in `web-{location}-{id}`. */
            hostname?: string;
            /**
             * @description For how many months a server is taken, out of the provider's `terms`. Several months are paid in advance.
             * @default 1
             */
            termMonths?: number;
            /**
             * @description `by_hand`: the order waits for you to pay it at the provider, who delivers nothing before; out of the provider's `payments`.
             * @default automatic
             * @enum {string}
             */
            payment?: "automatic" | "by_hand";
            /**
             * @description Gives up a consumer's right to withdraw, so that delivery begins at once, where the provider `takes` that.
             * @default false
             */
            waiveWithdrawal?: boolean;
        };
        Rule: {
            id: string;
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /** @description What you call the rule. */
            name: string;
            /** @description A note to yourself. */
            description: string;
            /**
             * @description What to look for. /providers lists what each provider has, and what can be bought there.
             * @enum {string}
             */
            category: "auction" | "dedicated" | "gpu" | "vm" | "storage";
            /** @description Fewest processor cores. */
            minCores: number;
            /** @description Least memory, GiB. */
            minMemoryGib: number;
            /** @description Fewest threads, where the provider `tells` them. */
            minThreads: number;
            /** @description Memory that corrects errors, where the provider `tells` that. */
            ecc: boolean;
            /**
             * @description The kind of disk that counts, where the provider `tells` it.
             * @enum {string|null}
             */
            diskKind: "nvme" | "ssd" | "hdd" | null;
            /** @description Fewest disks; of `diskKind` alone where that is given. */
            minDisks: number;
            /** @description Least disk, all disks together, GB; of `diskKind` alone where that is given. */
            minDiskGb: number;
            /** @description A part of the graphics card's name, however it is spelt: L40S. */
            gpuModel: string | null;
            /** @description Fewest graphics cards. */
            minGpus: number;
            /** @description Least of the network port, Mbit/s, where the provider `tells` it. */
            minBandwidthMbit: number;
            /**
             * @description The currency of all amounts of this rule: what your account at the provider pays in, which it is where left out; before you have connected one, any of the provider's `currencies`.
             * @enum {string}
             */
            currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            /** @description Highest net price of a month, minor units, the IPv4 surcharge included where one is wanted; also where `termMonths` asks for several. */
            maxMonthly: number;
            /** @description Highest net setup fee, minor units. */
            maxSetup: number;
            /** @description Net, minor units, of first payments: `committed` is what was due at once for all it has bought. `cap` is always `left` + `reserved` + `committed`; `left` is less than 0 where such a late order went beyond it. */
            budget: {
                cap: number;
                left: number;
                reserved: number;
                committed: number;
            };
            /** @description Datacentres (FSN1-DC14), sites (FSN1) or countries (DE), any of them; empty for anywhere. */
            locations: string[];
            /**
             * @description What comes first: `price`, the cheapest, ties by the order of `locations`; or `location`, the places in their order, and in each the cheapest.
             * @enum {string}
             */
            prefer: "price" | "location";
            /** @description Buy the first match at once. Otherwise, and on the Free plan, the rule only tells. */
            autoBuy: boolean;
            /** @description How many servers to buy, one after the other; the last completes the rule. `budget` is for all of them together. */
            quantity: number;
            /** @description Whether a server is to have a public IPv4 address. */
            ipv4: boolean;
            /** @description The SSH keys to put onto a server, as the provider names them. */
            sshKeys: string[];
            /** @description The operating system, as the provider names it; the provider's default where left out. */
            image: string | null;
            /** @description The server's host name, where the provider `takes` one: `{location}` becomes its site and `{id}` ten letters and digits of the order's own, as in `web-{location}-{id}`. */
            hostname: string | null;
            /** @description For how many months a server is taken, out of the provider's `terms`. Several months are paid in advance. */
            termMonths: number;
            /**
             * @description `by_hand`: the order waits for you to pay it at the provider, who delivers nothing before; out of the provider's `payments`.
             * @enum {string}
             */
            payment: "automatic" | "by_hand";
            /** @description Gives up a consumer's right to withdraw, so that delivery begins at once, where the provider `takes` that. */
            waiveWithdrawal: boolean;
            /** @description How many of `quantity` are still to be bought; less than 0 where an order that had been given up went through after all. */
            placesLeft: number;
            /** @description Net of a month, minor units: what all that it has bought costs on and on. */
            rent: number;
            /**
             * @description A completed rule has bought, and stays as history.
             * @enum {string}
             */
            status: "active" | "paused" | "completed";
            inFlight: components["schemas"]["InFlight"];
            /**
             * Format: date-time
             * @description It is not matched before then: its last attempt failed.
             * @example 2026-11-24T12:00:00.000Z
             */
            evaluateAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            createdAt: string;
        };
        /** @description An order of this rule that had already left for the provider, and can't be called back. */
        InFlight: {
            matchId: string;
            /** @enum {string} */
            state: "sending" | "unknown" | "needs_human";
        } | null;
        /**
         * @description What is given is changed; the rest stays. `null` takes away what can be left out. A rule as it was read may be sent back with changes: what can't be changed has to be as it is.
         * @example {
         *       "maxMonthly": 4500,
         *       "locations": [
         *         "FSN1",
         *         "HEL1"
         *       ]
         *     }
         */
        RuleChange: {
            /** @description What you call the rule. */
            name?: string;
            /** @description A note to yourself. */
            description?: string;
            /**
             * @description What to look for. /providers lists what each provider has, and what can be bought there.
             * @enum {string}
             */
            category?: "auction" | "dedicated" | "gpu" | "vm" | "storage";
            /** @description Fewest processor cores. */
            minCores?: number;
            /** @description Least memory, GiB. */
            minMemoryGib?: number;
            /** @description Fewest threads, where the provider `tells` them. */
            minThreads?: number;
            /** @description Memory that corrects errors, where the provider `tells` that. */
            ecc?: boolean;
            /**
             * @description The kind of disk that counts, where the provider `tells` it.
             * @enum {string|null}
             */
            diskKind?: "nvme" | "ssd" | "hdd" | null;
            /** @description Fewest disks; of `diskKind` alone where that is given. */
            minDisks?: number;
            /** @description Least disk, all disks together, GB; of `diskKind` alone where that is given. */
            minDiskGb?: number;
            /** @description A part of the graphics card's name, however it is spelt: L40S. */
            gpuModel?: string | null;
            /** @description Fewest graphics cards. */
            minGpus?: number;
            /** @description Least of the network port, Mbit/s, where the provider `tells` it. */
            minBandwidthMbit?: number;
            /**
             * @description The currency of all amounts of this rule: what your account at the provider pays in, which it is where left out; before you have connected one, any of the provider's `currencies`.
             * @enum {string}
             */
            currency?: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
            /** @description Highest net price of a month, minor units, the IPv4 surcharge included where one is wanted; also where `termMonths` asks for several. */
            maxMonthly?: number;
            /** @description Highest net setup fee, minor units. */
            maxSetup?: number;
            /** @description The most that this rule may ever commit, net, minor units: all that is due at once, which is each month of `termMonths` and the setup fee. Or as the rule shows it: then `cap` is taken. */
            budget?: number | {
                cap: number;
                left: number;
                reserved: number;
                committed: number;
            };
            /** @description Datacentres (FSN1-DC14), sites (FSN1) or countries (DE), any of them; empty for anywhere. */
            locations?: string[];
            /**
             * @description What comes first: `price`, the cheapest, ties by the order of `locations`; or `location`, the places in their order, and in each the cheapest.
             * @enum {string}
             */
            prefer?: "price" | "location";
            /** @description Buy the first match at once. Otherwise, and on the Free plan, the rule only tells. */
            autoBuy?: boolean;
            /** @description How many servers to buy, one after the other; the last completes the rule. `budget` is for all of them together. */
            quantity?: number;
            /** @description Whether a server is to have a public IPv4 address. */
            ipv4?: boolean;
            /** @description The SSH keys to put onto a server, as the provider names them. */
            sshKeys?: string[];
            /** @description The operating system, as the provider names it; the provider's default where left out. */
            image?: string | null;
            /** @description The server's host name, where the provider `takes` one: `{location}` becomes its site and `{id}` ten letters and digits of the order's own, as in `web-{location}-{id}`. */
            hostname?: string | null;
            /** @description For how many months a server is taken, out of the provider's `terms`. Several months are paid in advance. */
            termMonths?: number;
            /**
             * @description `by_hand`: the order waits for you to pay it at the provider, who delivers nothing before; out of the provider's `payments`.
             * @enum {string}
             */
            payment?: "automatic" | "by_hand";
            /** @description Gives up a consumer's right to withdraw, so that delivery begins at once, where the provider `takes` that. */
            waiveWithdrawal?: boolean;
            readonly id?: string;
            /** @enum {string} */
            readonly provider?: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            /** @enum {string} */
            readonly status?: "active" | "paused" | "completed";
            readonly placesLeft?: number;
            readonly rent?: number;
            inFlight?: components["schemas"]["InFlight"] & unknown;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            readonly evaluateAt?: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            readonly createdAt?: string;
        };
        Match: {
            id: string;
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            ruleId: string;
            listing: components["schemas"]["Listing"] & unknown;
            /** @description Net price of a month as the rule wants it, minor units of the listing's currency. */
            monthly: number;
            /** @description For how many months the rule takes it. */
            termMonths: number;
            /**
             * @description `alerted`: it only told, on the Free plan also where the rule would buy. Else an order: `matched`, `reserved`, `sending`, then how it ended. `unknown`: it left, and its answer was lost; CloudCO looks for it at the provider and sends none again. `cancelled`: it was placed, and then the provider called it off.
             * @enum {string}
             */
            state: "alerted" | "matched" | "reserved" | "sending" | "placed" | "rejected" | "not_sent" | "unknown" | "reconciled_placed" | "reconciled_absent" | "needs_human" | "cancelled";
            /** @description Why nothing was bought. */
            failure: {
                /** @enum {string} */
                cause: "credentials" | "address_blocked" | "not_allowed" | "rate_limited" | "sold" | "account_limit" | "payment" | "price" | "refused" | "unavailable" | "timeout" | "unreadable" | "stale" | "rule" | "budget" | "connection" | "contended" | "absent";
                message: string;
            } | null;
            /** @description How often this offer was matched for the rule. */
            attempt: number;
            /** @description The provider's id of the order. */
            reference: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            matchedAt: string;
            /**
             * Format: date-time
             * @description When the order left for the provider.
             * @example 2026-11-24T12:00:00.000Z
             */
            sentAt: string | null;
            history: {
                /** @enum {string} */
                state: "alerted" | "matched" | "reserved" | "sending" | "placed" | "rejected" | "not_sent" | "unknown" | "reconciled_placed" | "reconciled_absent" | "needs_human" | "cancelled";
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                at: string;
            }[];
        };
        Snipe: {
            id: string;
            /** @enum {string} */
            provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            ruleId: string;
            matchId: string;
            /** @description The provider's id of the order. */
            reference: string;
            server: {
                /** @description The provider's id of the server; null until it has one. */
                id: string | null;
                ipv4: string | null;
                /**
                 * @description `unpaid`: the order waits for you to pay it at the provider, among your orders there under `reference`; nothing is delivered before, and unpaid it lapses. `provisioning`: it is being set up. `terminating`: you asked for its end, and the provider has not answered yet. `terminated`: the provider ends it, or says that it is gone.
                 * @enum {string}
                 */
                state: "unpaid" | "provisioning" | "ready" | "cancelled" | "terminating" | "terminated";
            };
            /** @description What became of your wish to end the server; null where you had none. */
            termination: {
                /**
                 * Format: date-time
                 * @description ISO 8601, UTC.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                askedAt: string;
                /**
                 * Format: date-time
                 * @description When the server ends, where the provider tells. It may lie ahead: until then it runs.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                endsAt: string | null;
                /** @description Why it is not terminated, and what to do. While the server is `terminating`, why the provider has to be asked again, which CloudCO does. */
                failure: {
                    /** @enum {string} */
                    cause: "credentials" | "address_blocked" | "not_allowed" | "rate_limited" | "sold" | "account_limit" | "payment" | "price" | "refused" | "unavailable" | "timeout" | "unreadable";
                    message: string;
                } | null;
            } | null;
            listing: components["schemas"]["Listing"] & unknown;
            /** @description For how many months it was taken. */
            termMonths: number;
            /** @description What the provider asked at the moment of the order: net, minor units. */
            price: {
                /** @enum {string} */
                currency: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
                /** @description The rent of a month that stays once promotions and coupons that end are over. */
                monthly: number;
                setup: number;
                /** @description What was due at once: the rent of the whole term, and the setup. */
                firstPayment: number;
            };
            /** @description Why nothing came of the order, or needs your look; null where all is well. */
            failure: {
                /** @enum {string} */
                cause: "credentials" | "address_blocked" | "not_allowed" | "rate_limited" | "sold" | "account_limit" | "payment" | "price" | "refused" | "unavailable" | "timeout" | "unreadable";
                message: string;
            } | null;
            /** @description The provider's answer was lost, and the order was found in its records. */
            reconciled: boolean;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            boughtAt: string;
        };
        Sniping: {
            /** @enum {string} */
            state: "running" | "stopped";
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            stoppedAt: string | null;
            /** @description The active rules. While stopped they match nothing, and starting lets exactly these match again, those made or resumed meanwhile among them. They count as active all the time. */
            rules: {
                id: string;
                name: string;
                /** @enum {string} */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            }[];
            /** @description Orders that had left for the provider, or may have, and can't be called back: of all rules, also of paused and deleted ones. */
            inFlight: {
                matchId: string;
                ruleId: string;
                /** @enum {string} */
                state: "sending" | "unknown" | "needs_human";
                /**
                 * Format: date-time
                 * @description null where the order can't be read.
                 * @example 2026-11-24T12:00:00.000Z
                 */
                sentAt: string | null;
            }[];
        };
        /** @description An API key, without its secret. */
        Key: {
            /** @description Also the letters after `cco_live_` in the key itself. */
            id: string;
            name: string;
            scopes: ("offers:read" | "rules:read" | "rules:write" | "snipes:read" | "snipes:buy" | "snipes:terminate" | "connections:read" | "notifications:write")[];
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description To the hour; null where it never was.
             * @example 2026-11-24T12:00:00.000Z
             */
            lastUsedAt: string | null;
            /**
             * Format: date-time
             * @description ISO 8601, UTC.
             * @example 2026-11-24T12:00:00.000Z
             */
            revokedAt: string | null;
        };
        /** @description An API key, without its secret. */
        NewKey: components["schemas"]["Key"] & {
            /** @description The key itself, shown here and never again: CloudCO keeps its hash alone. Null where the request was repeated. */
            key: string | null;
        };
        /**
         * @example {
         *       "name": "Nightly report",
         *       "scopes": [
         *         "rules:read",
         *         "snipes:read"
         *       ],
         *       "expiresAt": null
         *     }
         */
        KeyInput: {
            /** @description What you call it: the program that has it, say. */
            name: string;
            /** @description What it may do, and nothing else. Without `snipes:buy` it makes no rule that buys. */
            scopes: ("offers:read" | "rules:read" | "rules:write" | "snipes:read" | "snipes:buy" | "snipes:terminate" | "connections:read" | "notifications:write")[];
            /**
             * Format: date-time
             * @description When it ends; null for never.
             * @default null
             * @example 2026-11-24T12:00:00.000Z
             */
            expiresAt?: string | null;
        };
        Me: {
            /**
             * @description What you pay for. On `free` rules tell and buy nothing.
             * @enum {string}
             */
            plan: "free" | "pro" | "business" | "enterprise";
            limits: {
                /** @description Null where there is none. */
                activeRules: number | null;
                keys: number;
                /** @description Of your pages and programs together. What stops, pauses and deletes is counted apart. */
                requestsPerMinute: number;
            };
            use: {
                activeRules: number;
                keys: number;
                connections: number;
            };
            /** @description Of the API key that asks; null for a person, who may do everything. */
            scopes: ("offers:read" | "rules:read" | "rules:write" | "snipes:read" | "snipes:buy" | "snipes:terminate" | "connections:read" | "notifications:write")[] | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Health = components['schemas']['Health'];
export type Problem = components['schemas']['Problem'];
export type Provider = components['schemas']['Provider'];
export type Connection = components['schemas']['Connection'];
export type Offer = components['schemas']['Offer'];
export type Listing = components['schemas']['Listing'];
export type OfferWithPrices = components['schemas']['OfferWithPrices'];
export type Catalogue = components['schemas']['Catalogue'];
export type Pulse = components['schemas']['Pulse'];
export type RulePreview = components['schemas']['RulePreview'];
export type RuleInput = components['schemas']['RuleInput'];
export type Rule = components['schemas']['Rule'];
export type InFlight = components['schemas']['InFlight'];
export type RuleChange = components['schemas']['RuleChange'];
export type Match = components['schemas']['Match'];
export type Snipe = components['schemas']['Snipe'];
export type Sniping = components['schemas']['Sniping'];
export type Key = components['schemas']['Key'];
export type NewKey = components['schemas']['NewKey'];
export type KeyInput = components['schemas']['KeyInput'];
export type Me = components['schemas']['Me'];
export type $defs = Record<string, never>;
export interface operations {
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Provider"][];
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConnections: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connections. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Connection"][];
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    /** @description Of the credentials that are saved. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    saveConnection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The connection's `ETag` as you read it: refused with 412 where the connection was changed since. */
                "if-match"?: string;
            };
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            cookie?: never;
        };
        /** @description The fields that /providers lists for the provider. */
        requestBody: {
            content: {
                "application/json": {
                    /** @description Robot Webservice Username. Often your client login, like K1234567. In Robot: Preferences, Webservice; enable access there and, under Ordering, allow ordering over the webservice. */
                    username: string;
                    /** @description Robot Webservice Password. The password of the webservice login, which is not the one you sign in to Robot with. */
                    password: string;
                } | {
                    /** @description Token Description (Reference). A note for yourself, such as the token's name at DigitalOcean. It is never sent. */
                    description?: string;
                    /** @description Personal Access Token. In DigitalOcean: API, Tokens, Generate New Token. Full access, or the scopes account:read, sizes:read, regions:read, image:read, ssh_key:read, droplet:create, droplet:read, droplet:delete, actions:read, tag:create and tag:read. */
                    token: string;
                } | {
                    /** @description API Description. A note for yourself. It is never sent. */
                    description?: string;
                    /** @description API Key. In Vultr: Account, API; enable the API there. Under Access Control, allow CloudCO's addresses or all. A sub-user's key needs the permissions subscriptions_view, subscriptions and provisioning. */
                    key: string;
                } | {
                    /** @description Application Key. Made together with the secret at https://eu.api.ovh.com/createApp/. Keys of another OVHcloud region never work here. */
                    applicationKey: string;
                    /** @description Application Secret. Shown once, when the application is made. The older form secret:consumer_key is understood where Consumer Key is left empty. */
                    applicationSecret: string;
                    /** @description Consumer Key. Lets the application read prices and orders and place orders in your account. It counts once you have opened its link and allowed that. */
                    consumerKey?: string;
                } | {
                    /** @description Application Key. Made together with the secret at https://ca.api.ovh.com/createApp/. Keys of another OVHcloud region never work here. */
                    applicationKey: string;
                    /** @description Application Secret. Shown once, when the application is made. The older form secret:consumer_key is understood where Consumer Key is left empty. */
                    applicationSecret: string;
                    /** @description Consumer Key. Lets the application read prices and orders and place orders in your account. It counts once you have opened its link and allowed that. */
                    consumerKey?: string;
                };
            };
        };
        responses: {
            /** @description The check has ended: see `status`. */
            200: {
                headers: {
                    /** @description Of the credentials that are saved. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The check goes on: ask for the connection again in a moment. */
            202: {
                headers: {
                    /** @description Where to ask for the outcome. */
                    location?: string;
                    /** @description Seconds until it is worth asking. */
                    "retry-after"?: string;
                    /** @description Of the credentials that are saved. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.changed`: It was changed meanwhile. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. `connection.too_many_checks`: Too many checks. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are forgotten. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verifyConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The check has ended: see `status`. */
            200: {
                headers: {
                    /** @description Of the credentials that are saved. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The check goes on: ask for the connection again in a moment. */
            202: {
                headers: {
                    /** @description Where to ask for the outcome. */
                    location?: string;
                    /** @description Seconds until it is worth asking. */
                    "retry-after"?: string;
                    /** @description Of the credentials that are saved. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. `connection.too_many_checks`: Too many checks. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestConsumerKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            cookie?: never;
        };
        /** @description The fields that /providers lists for the provider, without its `consentField`. */
        requestBody: {
            content: {
                "application/json": {
                    /** @description Application Key. Made together with the secret at https://eu.api.ovh.com/createApp/. Keys of another OVHcloud region never work here. */
                    applicationKey: string;
                    /** @description Application Secret. Shown once, when the application is made. The older form secret:consumer_key is understood where Consumer Key is left empty. */
                    applicationSecret: string;
                } | {
                    /** @description Application Key. Made together with the secret at https://ca.api.ovh.com/createApp/. Keys of another OVHcloud region never work here. */
                    applicationKey: string;
                    /** @description Application Secret. Shown once, when the application is made. The older form secret:consumer_key is understood where Consumer Key is left empty. */
                    applicationSecret: string;
                };
            };
        };
        responses: {
            /** @description The link is in `consent`; or `status` is ERROR, and `failure` says why there is none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description The key is being requested: ask for the connection again in a moment. */
            202: {
                headers: {
                    /** @description Where to ask for the outcome. */
                    location?: string;
                    /** @description Seconds until it is worth asking. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. `connection.too_many_checks`: Too many checks. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOffers: {
        parameters: {
            query?: {
                /** @description Of this provider alone; of all where left out. */
                provider?: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
                category?: "auction" | "dedicated" | "gpu" | "vm" | "storage";
                /** @description Fewest processor cores. */
                minCores?: number;
                /** @description Least memory, GiB. */
                minMemoryGib?: number;
                /** @description Least disk, all together, GB. */
                minDiskGb?: number;
                /** @description Highest net price of a month, minor units of `currency`, which has to be given with it. */
                maxMonthly?: number;
                currency?: "EUR" | "USD" | "CAD" | "GBP" | "PLN";
                /** @description Datacentre, site or country, as in a rule. */
                location?: string;
                /** @description Compare and show prices with a public IPv4 address. */
                ipv4?: boolean;
                /** @description `-` in front: the largest first. By price, each currency stands by itself. */
                sort?: "price" | "-price" | "cores" | "-cores" | "memory" | "-memory" | "disk" | "-disk" | "changed" | "-changed";
                /** @description The most items that one answer holds. */
                limit?: number;
                /** @description `next` of the answer before, to go on from there. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The offers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Offer"][];
                        /** @description Give it as `cursor` for the next items; null where there are none. */
                        next: string | null;
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOffer: {
        parameters: {
            query?: {
                /** @description Compare and show prices with a public IPv4 address. */
                ipv4?: boolean;
            };
            header?: never;
            path: {
                /** @description The provider's id, as /providers lists it. */
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
                /** @description The provider's id of the offer. */
                offerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The offer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferWithPrices"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCatalogue: {
        parameters: {
            query: {
                provider: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The catalogue. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            /** @description It is what you have. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPulse: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The marks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pulse"];
                };
            };
            /** @description Nothing changed. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    previewRule: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleInput"];
            };
        };
        responses: {
            /** @description What it would find. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePreview"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRules: {
        parameters: {
            query?: {
                status?: "active" | "paused" | "completed";
                provider?: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
                /** @description From this moment on. */
                since?: string;
                /** @description Before this moment. */
                until?: string;
                /** @description The most items that one answer holds. */
                limit?: number;
                /** @description `next` of the answer before, to go on from there. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rules. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Rule"][];
                        /** @description Give it as `cursor` for the next items; null where there are none. */
                        next: string | null;
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleInput"];
            };
        };
        responses: {
            /** @description The rule. */
            201: {
                headers: {
                    /** @description Of the rule's latest change. */
                    etag?: string;
                    /** @description Its address. */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `rule.limit`: Your plan allows no more active rules. `request.running`: The same request is under way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `rule.key_used`: The key was used before. `request.key_used`: The key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    /** @description Of the rule's latest change. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted, but an order had already left for the provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        inFlight: components["schemas"]["InFlight"];
                    };
                };
            };
            /** @description It is deleted. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The rule's `ETag` as you read it: refused with 412 where the rule was changed since. */
                "if-match"?: string;
            };
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleChange"];
            };
        };
        responses: {
            /** @description The rule as it is now. */
            200: {
                headers: {
                    /** @description Of the rule's latest change. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `rule.completed`: The rule is completed. `rule.budget`: The budget is spent already. `rule.quantity`: So many are bought already. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.changed`: It was changed meanwhile. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pauseRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule as it is now. */
            200: {
                headers: {
                    /** @description Of the rule's latest change. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `rule.completed`: The rule is completed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resumeRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The id of the rule. */
                ruleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule as it is now. */
            200: {
                headers: {
                    /** @description Of the rule's latest change. */
                    etag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `rule.completed`: The rule is completed. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `rule.limit`: Your plan allows no more active rules. `request.running`: The same request is under way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.changed`: It was changed meanwhile. */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.key_used`: The key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listMatches: {
        parameters: {
            query?: {
                provider?: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
                state?: "alerted" | "matched" | "reserved" | "sending" | "placed" | "rejected" | "not_sent" | "unknown" | "reconciled_placed" | "reconciled_absent" | "needs_human" | "cancelled";
                /** @description From this moment on. */
                since?: string;
                /** @description Before this moment. */
                until?: string;
                /** @description Of this rule alone. */
                ruleId?: string;
                /** @description The most items that one answer holds. */
                limit?: number;
                /** @description `next` of the answer before, to go on from there. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The matches. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Match"][];
                        /** @description Give it as `cursor` for the next items; null where there are none. */
                        next: string | null;
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the match. */
                matchId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The match. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Match"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSnipes: {
        parameters: {
            query?: {
                provider?: "hetzner" | "ovh-eu" | "ovh-ca" | "digitalocean" | "vultr";
                state?: "unpaid" | "provisioning" | "ready" | "cancelled" | "terminating" | "terminated";
                /** @description From this moment on. */
                since?: string;
                /** @description Before this moment. */
                until?: string;
                /** @description The most items that one answer holds. */
                limit?: number;
                /** @description `next` of the answer before, to go on from there. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snipes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Snipe"][];
                        /** @description Give it as `cursor` for the next items; null where there are none. */
                        next: string | null;
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSnipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the snipe. */
                snipeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The snipe. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snipe"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    removeSnipe: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the snipe. */
                snipeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cleared. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `snipe.terminating`: The server is being terminated. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    terminateSnipe: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description The id of the snipe. */
                snipeId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider is being asked. */
            202: {
                headers: {
                    /** @description Where to ask for the outcome. */
                    location?: string;
                    /** @description Seconds until it is worth asking. */
                    "retry-after"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Snipe"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `request.running`: The same request is under way. `snipe.terminating`: The server is being terminated. `snipe.ended`: The server has ended. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.key_used`: The key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSniping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sniping"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stopSniping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is stopped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sniping"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    startSniping: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The ids of `rules`, as they were shown to whoever starts them. */
                    rules: string[];
                };
            };
        };
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sniping"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `sniping.changed`: The rules have changed since. `request.running`: The same request is under way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.key_used`: The key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                    };
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up by you for one request, a UUID say. Repeat it when you repeat the request: for 24 hours the answer is the first one again, with `Idempotent-Replayed: true`, and nothing is done a second time. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    /** @description Its address. */
                    location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewKey"];
                };
            };
            /** @description `request.invalid`: The request is not valid. `request.malformed`: The body can't be read. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. `key.limit`: You have as many keys as you may. `request.running`: The same request is under way. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.media_type`: The body is not JSON. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.key_used`: The key was used for another request. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                keyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is revoked. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.not_found`: Not found. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `request.too_large`: The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description `request.invalid`: The request is not valid. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.missing`: You are not signed in. `auth.invalid`: The token or key is not valid. `auth.expired`: The token or key has expired. `auth.revoked`: The key was revoked. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.scope`: The key lacks a scope. `auth.person`: This is for people alone. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `resource.unreadable`: What is stored can't be read. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `limit.exceeded`: Too many requests. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `server.failed`: Something failed on our side. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `auth.unavailable`: The sign-in service can't be reached. `server.busy`: Something on our side is busy or out of reach. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
