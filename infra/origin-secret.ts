import type { Settings } from "./settings.ts";

/**
 * What CloudFront proves itself to the API by. Two are good at any time: the one that CloudFront sends, and the next one.
 * A higher generation rotates: CloudFront sends what was the next one, and the API takes one more.
 */
export function createOriginSecrets({ originSecret }: Settings) {
  const of = (generation: number) =>
    new random.RandomPassword(`OriginSecret${generation}`, { length: 43, special: false }).result;
  return { current: of(originSecret), next: of(originSecret + 1) };
}
export type OriginSecrets = ReturnType<typeof createOriginSecrets>;
