export * as Simulator from "./simulator.ts";

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { Clock } from "./clock.ts";
import { Control } from "./control.ts";
import { Fault } from "./fault.ts";
import { Inbound } from "./inbound.ts";
import { Journal } from "./journal.ts";
import { Latency } from "./latency.ts";
import { Reply } from "./reply.ts";
import { Store } from "./store.ts";
import { Wire } from "./wire.ts";

/** What one provider adds to the frame. Everything is synchronous, so two requests never mix. */
export interface Provider {
  /** Answers a request of the provider's own API and changes the state; all of it is one transaction. */
  answer(request: Inbound.Info): Reply.Info;
  /** What the provider says to a request that is one too many. */
  rateLimited(request: Inbound.Info): Reply.Info;
  /** Lets somebody else buy what the request is about to order. */
  sellElsewhere(request: Inbound.Info): void;
  /** The account a request names, for the journal; null where it names none that exists. */
  identify(request: Inbound.Info): string | null;
  /** The control routes that only this provider has. */
  readonly control: Hono;
}

export interface Options {
  /** The port of the provider's API; a free one when left out or 0. */
  port?: number;
  /** The port of the control API; a free one when left out or 0. */
  controlPort?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The SQLite file of the state; kept in memory when left out. */
  dataFile?: string;
  /** The clock the simulator starts from: epoch milliseconds. */
  now?: () => number;
}

export interface Running {
  readonly url: string;
  readonly controlUrl: string;
  /** Ends every connection, hanging ones too, and then closes the state. */
  close(): Promise<void>;
}

/**
 * Starts a provider simulator with two listeners: the provider's API, and the control API that commands it.
 * Rejects when a port is taken or the data file can't be opened.
 */
export async function run(
  build: (store: Store.Handle, now: () => number) => Provider,
  options: Options,
): Promise<Running> {
  const { port = 0, controlPort = 0, host = "127.0.0.1", dataFile = ":memory:", now = Date.now } = options;
  const store = Store.open(dataFile);
  const clock = Clock.open(store, now);
  const faults = Fault.open(store, Store.counter(store, "fault", 1));
  const world = { store, clock, faults, latency: Latency.open(store), journal: Journal.open(store) };
  const provider = build(store, clock.now);
  const controlApp = Control.routes(world).route("/", provider.control);

  const closing = new AbortController();
  const underway = new Set<Promise<void>>();
  const api = createServer((incoming, response) => {
    const exchange = handle(world, provider, incoming, response, closing.signal);
    underway.add(exchange);
    void exchange.finally(() => underway.delete(exchange));
  });
  const control = createServer(listener(controlApp));
  const servers = [api, control];

  async function close(): Promise<void> {
    closing.abort();
    await Promise.all(servers.map(stop));
    await Promise.all(underway);
    store.close();
  }

  try {
    const url = await listen(api, port, host);
    const controlUrl = await listen(control, controlPort, host);
    let closed: Promise<void> | undefined;
    return {
      url,
      controlUrl,
      close: () => {
        closed ??= close();
        return closed;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes one request from its arrival to the end of its answer. Never rejects. */
async function handle(
  world: Control.World,
  provider: Provider,
  incoming: IncomingMessage,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const at = Journal.wallClock();
  try {
    const request = await Inbound.read(incoming);
    const { seq, fault } = world.store.transaction(() => {
      const taken = world.faults.strike(request);
      return {
        fault: taken,
        seq: world.journal.arrived(request, at, provider.identify(request), taken?.kind),
      };
    });
    // A caller that has hung up meanwhile is served all the same: its request had arrived.
    await world.latency.pass(closing);
    const reply = world.store.transaction(() => decide(world.journal, provider, request, seq, fault));
    await Wire.send(response, reply, fault?.kind, closing);
  } catch (error) {
    if (response.destroyed || closing.aborted) return;
    const message = `The simulator itself failed: ${error instanceof Error ? error.message : String(error)}`;
    await Wire.send(response, Reply.json(500, { simulatorFailure: message }), undefined, closing);
  }
}

/** Lets the provider act, spoils what it answers as the fault demands, and settles the journal with it. */
function decide(
  journal: Journal.Log,
  provider: Provider,
  request: Inbound.Info,
  seq: number,
  fault: Fault.Info | undefined,
): Reply.Info | null {
  if (fault?.kind === "sold") provider.sellElsewhere(request);
  const isCutOff = fault?.when === "before" && fault.kind !== "sold";
  const real = isCutOff ? undefined : provider.answer(request);
  const applied = real !== undefined && real.status < 300;
  const reply =
    fault === undefined ? (real ?? null) : Fault.spoil(fault, real, () => provider.rateLimited(request));
  journal.answered(seq, reply?.status ?? null, applied);
  return reply;
}

function listener(app: Hono): RequestListener {
  const serve = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  return (incoming, response) => void serve(incoming, response);
}

async function listen(server: Server, port: number, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    // An error here only says that it was not listening.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
