export * as Provider from "./provider.ts";

import * as z from "zod";
import type { AddressShare } from "../connection/address-share.ts";
import type { Currency } from "../money/money.ts";
import type { Category, Listing } from "../offer/offer.ts";
import type { Secret } from "../secret/secret.ts";
import type { ProviderId } from "./id.ts";

/**
 * One input of the provider's card. `secret` fields are sealed and never shown again; a `note` is its owner's own, is no
 * credential, and is shown whole.
 */
export type Field = {
  name: string;
  label: string;
  help: string;
  secret: boolean;
  note?: boolean;
  required: boolean;
  maxLength: number;
};

type Guide = { url: string; steps: readonly string[] };

/** How an order is paid: with the account's default method at once, or by the customer before anything is delivered. */
export const Payment = z.enum(["automatic", "by_hand"]);
export type Payment = z.infer<typeof Payment>;

/** What an order may ask for besides the listing, where the provider takes it. */
export const Extra = z.enum(["hostname", "image", "sshKeys", "waiveWithdrawal"]);
export type Extra = z.infer<typeof Extra>;

/** `id` is the provider's own name of it: an OVHcloud subsidiary, say. */
export type PriceList = { id: string; currency: Currency };

/** Criteria of a rule that not every provider's lists answer. */
export const Told = z.enum([
  "minThreads",
  "ecc",
  "diskKind",
  "minDisks",
  "gpuModel",
  "minGpus",
  "minBandwidthMbit",
]);
export type Told = z.infer<typeof Told>;

export type Descriptor = {
  id: ProviderId;
  name: string;
  fields: readonly Field[];
  /** How to come by what the fields ask for, and the page at the provider where that begins. */
  guide: Guide;
  /** Which of them the provider issues itself, once its customer has agreed at a link: see `requestKey`. */
  consentField?: string;
  /** What the provider lists, and what of that Auto-Buy may order. */
  categories: readonly Category[];
  orderable: readonly Category[];
  /** What its listings are priced in, where nothing is known of who pays. */
  currency: Currency;
  /**
   * Of a provider that sells to each account by one of several price lists: all that CloudCO can read. The first of a
   * currency serves whoever chooses that currency and has no account there yet.
   */
  priceLists?: readonly PriceList[];
  takes: readonly Extra[];
  /** What its lists tell of that of which not every provider's do: a rule there can ask for no more. */
  tells: readonly Told[];
  /** For how many months it sells a server. The rent of more than one month is due at once, in advance. */
  terms: readonly number[];
  payments: readonly Payment[];
  /** `public`: one scan serves every customer and needs no credentials. `account`: the scan runs per connection. */
  inventory: "public" | "account";
  /** Whether orders can be prepared: then the adapter has `prepare` and `assortment`. */
  prepares: boolean;
  /** How often the inventory may be read, seconds; kept within the provider's published limits. */
  pollSeconds: number;
  /** How long an order may stay invisible in the provider's own list after it was accepted, seconds. */
  visibleWithinSeconds: number;
  /**
   * What the provider's records say of an order that carries no id of ours and is for no certain machine: two listings of
   * which this is the same can't be told apart there, so an account orders one of them at a time. Null where `find`
   * knows every order of ours from all others.
   */
  recordedAs: ((listing: Listing) => string) | null;
  /**
   * Of a provider that counts the requests of an address, whoever's they are: what each kind of call may take of that, so
   * that all of them and the scan, which takes its own, stay within it. Null for one that counts by credentials.
   */
  addressShares: Readonly<Record<AddressShare.Kind, AddressShare.Share>> | null;
  /** How many failed logins from one address within `windowSeconds` make the provider block it; null where it does not. */
  loginBlock: { failures: number; windowSeconds: number } | null;
};

/** Why a call did not give what was asked. The word decides what happens next; the message is for the customer. */
export const Cause = z.enum([
  "credentials", // wrong or expired: no job uses the connection until it is verified again
  "address_blocked", // nobody is let in from CloudCO's address: it says nothing of the credentials
  "not_allowed", // valid credentials without the right to do this
  "rate_limited",
  "sold", // gone, or bought by somebody else
  "account_limit", // server limit reached
  "payment",
  "price", // dearer than allowed, or another currency
  "refused", // the provider says no for another stated reason
  "unavailable", // the provider is down, or cannot be reached
  "timeout",
  "unreadable", // a reply of unknown shape
]);
export type Cause = z.infer<typeof Cause>;

export type Failure = {
  cause: Cause;
  /** What happened, whose side it is on, what to do next. Holds no secret and no text of the provider's that might. */
  message: string;
  /** How long the provider asks us to wait, seconds. */
  retryAfterSeconds?: number;
  /** The request may have arrived, and no answer came. */
  unanswered?: true;
  /**
   * Whose every order would be refused so: the account's; the rule's, because of what it asks for besides the machine; or
   * any for this offer. Where it is left out, `not_allowed`, `account_limit` and `payment` lie with the account.
   */
  liesWith?: "account" | "rule" | "offer";
};

/** Credentials as the customer typed them, by field name. */
export type Credentials = Readonly<Record<string, Secret>>;

/**
 * `priceList`: by which of the provider's the account pays, and `currency` what that is in; null where CloudCO does not
 * count in it. `pending`: the provider may take them once its customer has agreed to it.
 */
export type Verification =
  | { ok: true; priceList?: string; currency?: Currency | null }
  | ({ ok: false; pending?: boolean } & Failure);

/** `credentials`: those given and the key, which is good once the customer has agreed at `url`, a page of the provider's. */
export type KeyRequest = { ok: true; url: string; credentials: Credentials } | ({ ok: false } & Failure);

export type Inventory = {
  listings: Listing[];
  /** Entries whose price, memory or id could not be read with certainty: counted and left out. */
  refused: number;
};

/** What is on offer, or why it could not be read. */
export type Reading = ({ ok: true } & Inventory) | ({ ok: false } & Failure);

/** What the account would pay for the listing at this moment. */
export type Quote = { ok: true; listing: Listing } | ({ ok: false } & Failure);

/** What is to be ordered, as the provider needs it. */
export type OrderRequest = {
  /** Ours; carried as a tag or label where the provider allows, so that a lost reply can be settled. */
  orderId: string;
  listing: Listing;
  template: Template;
  /** What `prepare` made for this listing and template, where it did. */
  prepared?: PreparedOrder;
};

/**
 * An order prepared beforehand: plain JSON, which only its adapter reads. It serves one order that is sent; after an
 * order that was not sent it is prepared again, which gives the same while that is good.
 */
export type PreparedOrder = {
  state: unknown;
  /** Epoch ms. */
  expiresAt: number;
};

type Preparation = { ok: true; prepared: PreparedOrder } | ({ ok: false } & Failure);

export type Template = {
  /** The provider's own id or name of an operating system or image; its default where left out. */
  image?: string;
  sshKeys: readonly string[];
  hostname?: string;
  ipv4: boolean;
  /** How long the customer is bound, months, where the provider sells terms; 1 where left out. */
  termMonths?: number;
  /** `automatic` where left out. */
  payment?: Payment;
  /** The customer gives up a consumer's right to withdraw, so that delivery begins at once; not where left out. */
  waiveWithdrawal?: boolean;
};

export type Server = {
  /** The provider's id of the server; null until it has one. */
  id: string | null;
  ipv4: string | null;
  /** `unpaid`: the order waits for the customer to pay it, and nothing is delivered before. */
  state: "unpaid" | "provisioning" | "ready" | "cancelled";
};

/** An order of which everything is ready but the one request that spends. Nothing is bought yet. */
export type Draft = {
  /** As this account would have it now. The price is what stays once promotions and coupons that end are over. */
  listing: Listing;
  /** What is due at once, net, minor units. */
  due: number;
  /** What `find` needs to know this very order by, besides its id: plain JSON, kept from before it is sent. */
  trace: unknown;
  /**
   * Sends the order: one request, at once, without a call before it, and never again.
   * @param isLate asked at the last moment; where it says so, nothing leaves and the order is `not_sent`
   */
  send(isLate: () => boolean, signal?: AbortSignal): Promise<OrderOutcome>;
  /** Cleans up at the provider after an order that is not sent, where there is something to clean up. */
  discard?(): Promise<void>;
};

export type Drafted = ({ ok: true } & Draft) | ({ ok: false } & Failure);

/** An order to look for. */
export type Sought = Pick<OrderRequest, "orderId" | "listing"> & {
  /** The provider's id of the order, where it is known: then that one alone is asked after. */
  reference?: string;
  /** Of its draft, or of its answer where that had one; left out where neither is known. */
  trace?: unknown;
  /** References of orders that are known to be others': none of them is it, much as it may look like one. */
  taken?: readonly string[];
};

export type Placed = {
  /** The provider's id of the order or transaction. */
  reference: string;
  server: Server;
  /** What `find` needs to follow it by, besides its reference, where its draft could not know that: plain JSON. */
  trace?: unknown;
};

/**
 * The four ends of an order request. Only `rejected` and `not_sent` are proof that nothing was bought; `unknown` is
 * never sent again until the provider's own list of orders has been read.
 */
export type OrderOutcome =
  | ({ kind: "placed" } & Placed)
  | ({ kind: "rejected" } & Failure)
  | ({ kind: "not_sent" } & Failure)
  | ({ kind: "unknown" } & Failure);

export type OrderLookup =
  | ({ kind: "found" } & Placed)
  /** Everything that could show the order was read completely, and does not. Proof only after `visibleWithinSeconds`. */
  | { kind: "absent" }
  | ({ kind: "unclear" } & Failure);

export type Termination =
  /** The provider destroys the server, at `at` (epoch ms; now or later) where it tells. */
  | { kind: "terminated"; at: number | null }
  /** It is not there any more. */
  | { kind: "gone" }
  /** Proven: nothing was terminated. */
  | ({ kind: "refused" } & Failure)
  /** It may have been. Asking again is safe: a server is destroyed once. */
  | ({ kind: "unknown" } & Failure);

/**
 * One provider. No method throws for anything the provider, the network or a reply can do: they say it in their result.
 * `signal` ends a call early and counts as a timeout.
 */
export interface Adapter {
  readonly descriptor: Descriptor;
  /** Proves the credentials with one cheap read. */
  verify(credentials: Credentials, signal?: AbortSignal): Promise<Verification>;
  /** What the provider calls the account that the credentials are of, whichever login it is; null where it does not tell. */
  accountOf?(credentials: Credentials, signal?: AbortSignal): Promise<string | null>;
  /**
   * Requests the key that `descriptor.consentField` stands for, with exactly the rights that CloudCO needs. Asking again
   * gives another key, and does no harm.
   */
  requestKey?(credentials: Credentials, signal?: AbortSignal): Promise<KeyRequest>;
  /** Everything on offer. `credentials` only where `descriptor.inventory` is `account`. */
  /**
   * @param priceLists those that somebody pays by: each listing has its price by them, where the provider has several.
   * One that can't be read is left out, and by it no listing has a price.
   */
  inventory(
    credentials: Credentials | null,
    signal?: AbortSignal,
    priceLists?: readonly string[],
  ): Promise<Reading>;
  /** Reads one listing again as this account sees it, right before it is ordered. `cause: "sold"` when it is gone. */
  quote(credentials: Credentials, listing: Listing, signal?: AbortSignal): Promise<Quote>;
  /**
   * Prepares an order so that little is left to send once the listing is in stock, which it need not be yet. Buys
   * nothing. A request that has been prepared gives what it has again while that is good.
   */
  prepare?(credentials: Credentials, request: OrderRequest, signal?: AbortSignal): Promise<Preparation>;
  /** Everything that could be prepared, in stock or not; there where `prepare` is. */
  assortment?(signal?: AbortSignal, priceLists?: readonly string[]): Promise<Reading>;
  /**
   * Gets everything ready for an order of a listing that was just quoted, or prepared, and reads what it would cost. Buys
   * nothing. `cause: "sold"` where the listing is gone.
   */
  draft(credentials: Credentials, request: OrderRequest, signal?: AbortSignal): Promise<Drafted>;
  /** Looks for an order sent at or after `since` (epoch ms) in the provider's own records. */
  find(credentials: Credentials, order: Sought, since: number, signal?: AbortSignal): Promise<OrderLookup>;
  /** Asks the provider to destroy a server that an order of ours brought; as far as its API allows that. */
  terminate(
    credentials: Credentials,
    server: { serverId: string | null; reference: string; category: Category },
    signal?: AbortSignal,
  ): Promise<Termination>;
}

/** All that a scan needs of an adapter: what is on offer, and none of the code that orders it. */
export type Source = Pick<Adapter, "descriptor" | "inventory">;

/** The adapter of a provider. Throws for one that has none, so that a message of it comes again until there is one. */
export type AdapterOf = (provider: ProviderId) => Adapter;
