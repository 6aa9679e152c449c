import { at, groupBy, range } from '../core/index.ts';

/**
 * Returns the groups of numbers below `count` that pairs join, directly or through others; single numbers are left out.
 * Groups and their numbers are in order.
 */
export function joined(
  count: number,
  pairs: Iterable<readonly [number, number]>,
): readonly (readonly number[])[] {
  const parents = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (start: number): number => {
    let i = start;
    while (at(parents, i) !== i) {
      // Halves the path, so that later searches are short.
      parents[i] = at(parents, at(parents, i));
      i = at(parents, i);
    }
    return i;
  };
  for (const [a, b] of pairs) {
    const [x, y] = [rootOf(a), rootOf(b)];
    parents[Math.max(x, y)] = Math.min(x, y);
  }
  const groups = groupBy(range(count), rootOf);
  return [...groups.values()].filter(({ length }) => length > 1);
}
