export * as FileOrigin from "./file-origin.ts";

import sirv from "sirv";
import type { Distribution } from "./distribution.ts";

export interface Options {
  /** By the path that they lie below, such as /dashboard. A folder may be made, or made anew, while it is served. */
  readonly folders: Readonly<Record<string, string>>;
  /** Files that have no file, by path, as JSON. */
  readonly documents?: Readonly<Record<string, unknown>> | undefined;
  /** Said of a page that has not been built. */
  readonly missing: string;
}

/** The private bucket behind a distribution. */
export function create({ folders, documents = {}, missing }: Options): Distribution.Origin {
  const served = Object.entries(folders).map(([prefix, folder]) => ({
    prefix: `${prefix}/`,
    serve: sirv(folder, { dev: true, extensions: [] }),
  }));
  return (request, response, { target }) => {
    const [path = "/"] = target.split("?");
    const notFound = () => {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end(`${missing}\n`);
    };
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(403).end();
    } else if (Object.hasOwn(documents, path)) {
      response
        .writeHead(200, { "content-type": "application/json", "cache-control": "no-store" })
        .end(JSON.stringify(documents[path]));
    } else {
      const files = served.find(({ prefix }) => path.startsWith(prefix));
      if (!files) notFound();
      else {
        request.url = target.slice(files.prefix.length - 1);
        files.serve(request, response, notFound);
      }
    }
  };
}
