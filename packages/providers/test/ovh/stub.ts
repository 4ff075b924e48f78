import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, vi } from "vitest";

export type Seen = {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
  text: string;
};

type Answer = (request: Seen) => unknown;

/** A status other than 200. */
export class Status {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body?: unknown) {
    this.status = status;
    this.body = body;
  }
}

/**
 * A stand-in for one region of OVHcloud's, new for every test, that answers what the test says: by `GET /me` and so on,
 * with 404 for all else.
 */
export class Stub {
  url = "";
  readonly seen: Seen[] = [];
  readonly answers = new Map<string, Answer>();
  /** By how much its clock is ahead, seconds. */
  ahead = 0;

  constructor(variable: string) {
    let close: () => Promise<void>;
    beforeEach(async () => {
      this.seen.length = 0;
      this.answers.clear();
      this.ahead = 0;
      const server = createServer(async (request, response) => {
        let text = "";
        for await (const chunk of request) text += chunk;
        const { pathname, searchParams: query } = new URL(request.url ?? "", "http://stub");
        const path = pathname.replace("/1.0", "");
        const { method = "", headers } = request;
        const { status, body } = this.#answer({
          method,
          path,
          query,
          headers,
          text,
          body: text && JSON.parse(text),
        });
        response.writeHead(status).end(body === undefined ? "" : JSON.stringify(body));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      vi.stubEnv(variable, this.url);
      close = async () => {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      };
    });
    afterEach(async () => {
      vi.unstubAllEnvs();
      await close();
    });
  }

  answer(routes: Record<string, unknown>): void {
    for (const [route, answer] of Object.entries(routes)) {
      this.answers.set(route, typeof answer === "function" ? (answer as Answer) : () => answer);
    }
  }

  /** `POST /order/cart` and so on, in the order in which they came; without those for the time. */
  get calls(): string[] {
    return this.seen
      .map(({ method, path }) => `${method} ${path}`)
      .filter((call) => call !== "GET /auth/time");
  }

  /** The bodies of the requests to a route. */
  sent(route: string): unknown[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route).map(({ body }) => body);
  }

  #answer(request: Seen): Status {
    this.seen.push(request);
    if (request.path === "/auth/time") return new Status(200, Math.floor(Date.now() / 1000) + this.ahead);
    const answer = this.answers.get(`${request.method} ${request.path}`);
    if (!answer)
      return new Status(404, { class: "Client::NotFound", message: "This service does not exist" });
    const given = answer(request);
    return given instanceof Status ? given : new Status(200, given);
  }
}

/** An error of OVHcloud's gateway. */
export function gateway(code: string, status = 403): Status {
  return new Status(status, { errorCode: code, httpCode: `${status} No`, message: "no" });
}

/** An error of the service behind it. */
export function business(message: string, status = 400, name = "Client::BadRequest"): Status {
  return new Status(status, { class: name, message });
}
