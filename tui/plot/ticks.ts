/** A labelled position on an axis. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/**
 * Returns up to `maxCount` ticks in min..max, ends included, at multiples of 1, 2 or 5 times a power of ten.
 *
 * @param integers whether only integers get a tick
 */
export function ticks(min: number, max: number, maxCount: number, integers = false): readonly Tick[] {
  if (!(max > min) || maxCount < 1) return Number.isFinite(min) ? [{ at: min, label: shortest(min) }] : [];
  const rough = Math.max((max - min) / maxCount, integers ? 1 : 0);
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const size of [1, 2, 5, 10, 20, 50].map((times) => times * power)) {
    const first = Math.ceil(min / size - 1e-9);
    const count = Math.floor(max / size + 1e-9) - first + 1;
    if (count > maxCount) continue;
    const decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
    return Array.from({ length: count }, (_, i) => {
      const at = (first + i) * size;
      return { at, label: size < 1e-4 || size >= 1e6 ? shortest(at) : at.toFixed(decimals) };
    });
  }
  return [];
}

/**
 * Returns the ticks of a logarithmic axis: 1, 2 and 5 times each power of ten, or powers of ten only, or evenly spaced
 * ones if the range is narrow.
 */
export function logTicks(min: number, max: number, maxCount: number): readonly Tick[] {
  const powers = range(Math.floor(Math.log10(min)), Math.ceil(Math.log10(max)));
  const positions = (factors: readonly number[], stride: number): readonly number[] =>
    powers
      .filter((power) => power % stride === 0)
      .flatMap((power) => factors.map((factor) => factor * 10 ** power))
      .filter((at) => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9));
  const attempts = [positions([1, 2, 5], 1), ...[1, 2, 3, 5].map((stride) => positions([1], stride))];
  const chosen = attempts.find(({ length }) => length >= 2 && length <= maxCount);
  return chosen?.map((at) => ({ at, label: shortest(at) })) ?? ticks(min, max, maxCount);
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** `0.001`, `1e-5`, `12000`: three significant digits without trailing zeros. */
const shortest = (value: number): string => {
  const rounded = Number(value.toPrecision(3));
  return rounded !== 0 && Math.abs(rounded) < 1e-4 ? rounded.toExponential() : String(rounded);
};
