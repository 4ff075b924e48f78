import { cx } from "./cx.ts";

/** Strokes on a ground of 24 by 24, drawn for these pages. */
const PATHS = {
  overview: "M4 13h6V4H4zM14 20h6v-9h-6zM4 20h6v-3H4zM14 7h6V4h-6z",
  hub: "M12 4v4M12 16v4M4 12h4M16 12h4M12 17a5 5 0 1 0 0-10 5 5 0 0 0 0 10z",
  rules: "M4 6h10M18 6h2M4 12h2M10 12h10M4 18h8M16 18h4M16 4v4M8 10v4M14 16v4",
  snipes: "M4 5h16v6H4zM4 13h16v6H4zM8 8h.01M8 16h.01",
  settings: "M5 7h14M5 12h14M5 17h14M9 5v4M15 10v4M8 15v4",
  keys: "M14 10a4 4 0 1 0-3.9 4L12 16h3v3h4v-4l-5.1-4.2",
  account: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c1-4 4.500-5 8-5s7 1 8 5",
  refresh: "M20 11a8 8 0 1 0-2 6M20 4v7h-7",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  close: "M6 6l12 12M18 6L6 18",
  external: "M9 6H5v13h13v-4M13 5h6v6M19 5l-8 8",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  plus: "M12 5v14M5 12h14",
  check: "M5 12l5 5 9-10",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  back: "M14 6l-6 6 6 6",
  filter: "M4 6h16M7 12h10M10 18h4",
  warning: "M12 4l9 16H3zM12 10v4M12 17h.01",
} as const;

export function Icon({ name, className }: { name: keyof typeof PATHS; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={cx("size-4 shrink-0 fill-none stroke-current", className)}
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
