export * as FrontDoor from "./front-door.ts";

import { Distribution } from "@cloudco/emulators/distribution/distribution";
import { FileOrigin } from "@cloudco/emulators/distribution/file-origin";
import { Gateway } from "@cloudco/emulators/gateway/gateway";
import type { HttpServer } from "@cloudco/emulators/http-server";
import { CLIENT_ID } from "@cloudco/emulators/issuer/configuration";
import {
  API,
  API_FUNCTION,
  API_PATTERNS,
  CORS,
  contentSecurityPolicy,
  DASHBOARD,
  FILES_FUNCTION,
  PAGE_HEADERS,
  REFERENCE_PATTERN,
  REFERENCE_POLICY,
  SECRET_HEADER,
} from "@cloudco/functions/origin";
import { folders } from "@cloudco/reference/site";
import type { Account } from "@cloudco/simulators/account";
import type { Settings } from "./settings.ts";

/** The one port: the API below /api, and the dashboard's files beside it. */
export async function start(
  { ports, pages, origins, marketSpeed }: Settings.Settings,
  handler: Gateway.Options["handler"],
  { issuer, secret }: { issuer: string; secret: string },
  accounts: Readonly<Record<string, Account.Fields>> | null,
): Promise<HttpServer.Listening> {
  const api = Gateway.create({ handler, cors: { ...CORS, allowOrigins: origins } });
  const files = FileOrigin.create({
    folders: { [DASHBOARD]: pages, ...folders },
    documents: {
      "/config.json": {
        api: API,
        issuer,
        clientId: CLIENT_ID,
        ...(accounts && { simulated: { accounts, minutesPerMinute: marketSpeed } }),
      },
    },
    missing: "There is no such page here, or the dashboard has not been built yet.",
  });
  return await Distribution.start({
    port: ports.api,
    behaviors: [
      ...API_PATTERNS.map((pattern) => ({
        pattern,
        origin: api,
        viewerRequest: API_FUNCTION,
        originHeaders: { [SECRET_HEADER]: secret },
      })),
      {
        pattern: REFERENCE_PATTERN,
        origin: files,
        viewerRequest: FILES_FUNCTION,
        responseHeaders: { ...PAGE_HEADERS, "content-security-policy": REFERENCE_POLICY },
      },
      {
        pattern: "*",
        origin: files,
        viewerRequest: FILES_FUNCTION,
        responseHeaders: {
          ...PAGE_HEADERS,
          "content-security-policy": contentSecurityPolicy(new URL(issuer).origin),
        },
      },
    ],
  });
}
