import { useFormatter } from "use-intl";
import { cx } from "./cx.ts";

/** An amount of minor units. All these currencies have two decimals. */
export function Money({
  minor,
  currency,
  className,
}: {
  minor: number;
  currency: string;
  className?: string | undefined;
}) {
  const money = useMoney();
  return <span className={cx("font-mono whitespace-nowrap", className)}>{money(minor, currency)}</span>;
}

/** The same as a text, for sentences. */
export function useMoney(): (minor: number, currency: string) => string {
  const format = useFormatter();
  return (minor, currency) => format.number(minor / 100, { style: "currency", currency });
}
