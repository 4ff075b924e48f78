/** How a price went, in steps. What it says stands beside it as numbers. */
export function Sparkline({ prices }: { prices: readonly number[] }) {
  if (prices.length < 2) return null;
  const [width, height] = [56, 16];
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const x = (at: number) => (at / prices.length) * width;
  const y = (price: number) =>
    high === low ? height / 2 : 2 + (1 - (price - low) / (high - low)) * (height - 4);
  const path = prices.map((price, at) => (at === 0 ? `M0 ${y(price)}` : `H${x(at)}V${y(price)}`)).join("");
  const fell = (prices.at(-1) ?? 0) < (prices[0] ?? 0);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" className="h-4 w-14 fill-none">
      <path
        d={`${path}H${width}`}
        strokeWidth="1.5"
        className={fell ? "stroke-good" : high === low ? "stroke-edge" : "stroke-warn"}
      />
    </svg>
  );
}
