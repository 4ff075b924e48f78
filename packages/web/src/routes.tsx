import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { Search } from "./hub/search.ts";
import { Draft } from "./rule/draft.ts";
import { NotFound } from "./shell/not-found.tsx";
import { Shell } from "./shell/shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const at = <P extends string>(path: P, load: () => Promise<{ Page: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load, "Page") });

const hubRoute = createRoute({
  getParentRoute: () => root,
  path: "/hub",
  validateSearch: Search.parse,
  component: lazyRouteComponent(() => import("./hub/hub.tsx"), "Page"),
});

const newRuleRoute = createRoute({
  getParentRoute: () => root,
  path: "/rules/new",
  validateSearch: Draft.parseSearch,
  component: lazyRouteComponent(() => import("./rule/new.tsx"), "Page"),
});

const tree = root.addChildren([
  at("/", () => import("./overview/overview.tsx")),
  hubRoute,
  at("/rules", () => import("./rule/list.tsx")),
  newRuleRoute,
  at("/rules/$ruleId", () => import("./rule/edit.tsx")),
  at("/snipes", () => import("./snipe/list.tsx")),
  at("/snipes/$snipeId", () => import("./snipe/snipe.tsx")),
  at("/matches", () => import("./match/list.tsx")),
  at("/matches/$matchId", () => import("./match/match.tsx")),
  createRoute({
    getParentRoute: () => root,
    path: "/settings",
    beforeLoad: () => {
      throw redirect({ to: "/settings/providers" });
    },
  }),
  at("/settings/providers", () => import("./provider/providers.tsx")),
  at("/settings/keys", () => import("./key/keys.tsx")),
  at("/settings/account", () => import("./account/account.tsx")),
]);

export function createAppRouter() {
  return createRouter({
    routeTree: tree,
    basepath: import.meta.env.BASE_URL,
    defaultPreload: "intent",
    scrollRestoration: true,
    trailingSlash: "never",
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
