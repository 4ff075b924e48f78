// Guarantee: what a viewer sends reaches the origin that its path names, and the API never hears of an address that the
// viewer made up.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Distribution } from "./distribution.ts";
import { FileOrigin } from "./file-origin.ts";

const STRIP = `function handler(event) {
  var request = event.request;
  if (request.uri === "/api/gone") {
    return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/" } } };
  }
  request.headers["x-address"] = { value: event.viewer.ip };
  request.headers["x-path"] = { value: request.uri };
  request.uri = request.uri.replace(/^\\/api/, "");
  return request;
}`;
const INDEX = `function handler(event) {
  var request = event.request;
  if (!/\\.\\w+$/.test(request.uri)) request.uri = "/app/index.html";
  return request;
}`;

const folder = mkdtempSync(join(tmpdir(), "cloudco-pages-"));
let url: string;
let close: () => Promise<void>;
beforeAll(async () => {
  const files = FileOrigin.create({
    folders: { "/app": folder },
    documents: { "/config.json": { api: "/api" } },
    missing: "Not built.",
  });
  const echo: Distribution.Origin = (_request, response, { target, headers }) =>
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ target, ...headers }));
  const running = await Distribution.start({
    behaviors: [
      {
        pattern: "/api/*",
        origin: echo,
        viewerRequest: STRIP,
        originHeaders: { "x-secret": "ours" },
      },
      {
        pattern: "*",
        origin: files,
        viewerRequest: INDEX,
        responseHeaders: { "content-security-policy": "default-src 'self'" },
      },
    ],
  });
  url = running.url;
  close = running.close;
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});

/** The request line as it is: fetch would tidy it up. */
function raw(path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { path, headers }, async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    })
      .on("error", reject)
      .end();
  });
}

test("a viewer's own headers are overwritten by those that the function and the origin have", async () => {
  const { text } = await raw("/api/rules?a=1&b=%2F", {
    "x-address": "192.0.2.1",
    "x-secret": "guessed",
    "x-path": "/other",
    "x-mine": "kept",
  });
  expect(JSON.parse(text)).toMatchObject({
    target: "/rules?a=1&b=%2F",
    "x-address": "127.0.0.1",
    "x-secret": "ours",
    "x-path": "/api/rules",
    "x-mine": "kept",
  });
});

test("a path is matched as it is normalised, and passed on as it came", async () => {
  expect(JSON.parse((await raw("/x/../api/rules")).text)).toMatchObject({ "x-path": "/x/../api/rules" });
  expect((await raw("/api/%2e%2e/app/none.js")).status).toBe(404);
});

test("a function may answer by itself", async () => {
  const response = await fetch(`${url}/api/gone`, { redirect: "manual" });
  expect([response.status, response.headers.get("location")]).toEqual([302, "/"]);
});

test("files are there once they are built, and what is no file is the application", async () => {
  expect(await (await fetch(`${url}/app/rules`)).text()).toBe("Not built.\n");
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<h1>App</h1>");
  writeFileSync(join(folder, "assets/app.js"), "1;");
  for (const path of ["/app/", "/app/rules/1", "/elsewhere"]) {
    const response = await fetch(url + path);
    expect([response.status, await response.text()]).toEqual([200, "<h1>App</h1>"]);
    expect(response.headers.get("content-security-policy")).toBe("default-src 'self'");
  }
  expect((await fetch(`${url}/app/assets/app.js`)).headers.get("content-type")).toMatch(/javascript/);
  expect((await fetch(`${url}/app/assets/old.js`)).status).toBe(404);
  expect(await (await fetch(`${url}/config.json`)).json()).toEqual({ api: "/api" });
  expect((await fetch(`${url}/app/`, { method: "POST" })).status).toBe(403);
});

test.each([
  "/app/../../etc/passwd.txt",
  "/app/%2e%2e/%2e%2e/etc/passwd.txt",
  "/app/..%2f..%2fetc%2fpasswd.txt",
])("nothing outside of the folder is served: %s", async (path) => {
  expect((await raw(path)).status).toBe(404);
});
