import { useFormatter, useTranslations } from "use-intl";
import { Money, useMoney } from "../ui/money.tsx";
import { When } from "../ui/time.tsx";

type Point = { at: string; monthly: number };
type Props = { prices: readonly Point[]; currency: string; goneAt: number | null };

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [420, 120, 58, 18];

/** The net price in steps, told as a sentence to those who can't see it, and as a table to whoever wants one. */
export function PriceChart({ prices, currency, goneAt }: Props) {
  const t = useTranslations("Hub");
  const format = useFormatter();
  const money = useMoney();
  const first = prices[0];
  const last = prices.at(-1);
  if (!first || !last) return <p className="text-muted">{t("noPrices")}</p>;
  const amounts = prices.map(({ monthly }) => monthly);
  const [low, high] = [Math.min(...amounts), Math.max(...amounts)];
  const from = Date.parse(first.at);
  const to = Math.max(goneAt ?? Date.now(), Date.parse(last.at) + 1);
  const x = (at: number) => LEFT + ((at - from) / Math.max(1, to - from)) * (WIDTH - LEFT - 6);
  const y = (minor: number) =>
    high === low ? (HEIGHT - BOTTOM) / 2 : 10 + (1 - (minor - low) / (high - low)) * (HEIGHT - BOTTOM - 20);
  const path = prices
    .map(({ at, monthly }, index) =>
      index === 0 ? `M${LEFT} ${y(monthly)}` : `H${x(Date.parse(at))}V${y(monthly)}`,
    )
    .join("");
  const label = t("chart", {
    count: prices.length,
    first: money(first.monthly, currency),
    last: money(last.monthly, currency),
    low: money(low, currency),
    high: money(high, currency),
  });
  const day = (at: number) =>
    format.dateTime(new Date(at), { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  return (
    <>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} className="w-full fill-none">
        {[...new Set([high, low])].map((minor) => (
          <g key={minor}>
            <path d={`M${LEFT} ${y(minor)}H${WIDTH - 6}`} className="stroke-line" strokeDasharray="2 4" />
            <text x={LEFT - 6} y={y(minor) + 4} textAnchor="end" className="fill-muted text-xs">
              {money(minor, currency)}
            </text>
          </g>
        ))}
        <path d={`${path}H${WIDTH - 6}`} className="stroke-accent" strokeWidth="2" />
        <text x={LEFT} y={HEIGHT - 2} className="fill-muted text-xs">
          {day(from)}
        </text>
        <text x={WIDTH - 6} y={HEIGHT - 2} textAnchor="end" className="fill-muted text-xs">
          {goneAt === null ? t("now") : day(goneAt)}
        </text>
      </svg>
      <details className="text-xs">
        <summary className="min-h-6 text-muted">{t("asTable")}</summary>
        <table className="mt-1">
          <thead className="sr-only">
            <tr>
              <th scope="col">{t("at")}</th>
              <th scope="col">{t("column.price")}</th>
            </tr>
          </thead>
          <tbody>
            {prices.toReversed().map(({ at, monthly }) => (
              <tr key={at}>
                <td className="pe-4 text-muted">
                  <When at={at} />
                </td>
                <td className="text-end">
                  <Money minor={monthly} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
