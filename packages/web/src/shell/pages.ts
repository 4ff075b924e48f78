/** The places of the navigation, and the letter that leads to each after `g`. */
export const PAGES = [
  { to: "/", name: "overview", key: "o" },
  { to: "/hub", name: "hub", key: "h" },
  { to: "/rules", name: "rules", key: "r" },
  { to: "/snipes", name: "snipes", key: "s" },
  { to: "/settings", name: "settings", key: "p" },
] as const;
