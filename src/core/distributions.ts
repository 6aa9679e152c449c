import type { Draw } from './rng.ts';

/**
 * Returns a number drawn uniformly from [low, high). Takes one draw.
 *
 * @category Randomness
 */
export const uniform = (draw: Draw, low: number, high: number): number => low + (high - low) * draw();

/**
 * Returns an integer in 0 … count − 1. Takes one draw.
 *
 * @category Randomness
 */
export const integer = (draw: Draw, count: number): number => Math.floor(draw() * count);

/**
 * Returns true with probability `p`. Takes one draw.
 *
 * @category Randomness
 */
export const bernoulli = (draw: Draw, p: number): boolean => draw() < p;

/**
 * Returns a number from the standard normal distribution (Box and Muller, 1958). Takes two draws.
 *
 * @category Randomness
 */
export function normal(draw: Draw): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw()));
  return radius * Math.cos(2 * Math.PI * draw());
}

/**
 * Returns the integers 0 … count − 1 in random order (Durstenfeld's shuffle, 1964). Takes count − 1 draws.
 *
 * @category Randomness
 */
export function permutation(draw: Draw, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let last = count - 1; last > 0; last--) {
    const other = integer(draw, last + 1);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

/** Returns a number from Gamma(shape, 1) (Marsaglia and Tsang, 2000); below shape 1, via Gamma(shape + 1). */
function gamma(draw: Draw, shape: number): number {
  if (shape < 1) return gamma(draw, shape + 1) * (1 - draw()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(draw);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - draw()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * Returns a number from Beta(a, b), as a ratio of gamma variates (Marsaglia and Tsang, 2000).
 *
 * @param a above 0
 * @param b above 0
 * @category Randomness
 */
export function beta(draw: Draw, a: number, b: number): number {
  const x = gamma(draw, a);
  const y = gamma(draw, b);
  // Both underflow to 0 for tiny a and b, where only the values 0 and 1 remain likely.
  return x + y > 0 ? x / (x + y) : draw() < a / (a + b) ? 1 : 0;
}
