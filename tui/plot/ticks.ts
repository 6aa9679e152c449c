/** Where an axis has a number, and how it is written. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** Round numbers between two, ends included, at most so many: multiples of 1, 2 or 5 times a power of ten. */
export function ticks(min: number, max: number, most: number, whole = false): readonly Tick[] {
  if (!(max > min) || most < 1) return Number.isFinite(min) ? [{ at: min, label: shortest(min) }] : [];
  const rough = (max - min) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  for (const size of [1, 2, 5, 10, 20, 50].map((times) => times * power)) {
    if (whole && size < 1) continue;
    const first = Math.ceil(min / size - 1e-9);
    const count = Math.floor(max / size + 1e-9) - first + 1;
    if (count > most) continue;
    const decimals = Math.max(0, -Math.floor(Math.log10(size) + 1e-9));
    return Array.from({ length: count }, (_, i) => {
      const at = (first + i) * size;
      return { at, label: size < 1e-4 || size >= 1e6 ? shortest(at) : at.toFixed(decimals) };
    });
  }
  return [];
}

/** Ticks of a logarithmic axis: 1, 2 and 5 of each power of ten, or only powers; evenly spaced ones of a narrow axis. */
export function logTicks(min: number, max: number, most: number): readonly Tick[] {
  const powers = range(Math.floor(Math.log10(min)), Math.ceil(Math.log10(max)));
  const of = (steps: readonly number[], stride: number): readonly number[] =>
    powers
      .filter((power) => power % stride === 0)
      .flatMap((power) => steps.map((step) => step * 10 ** power))
      .filter((at) => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9));
  const attempts = [of([1, 2, 5], 1), ...[1, 2, 3, 5].map((stride) => of([1], stride))];
  const found = attempts.find(({ length }) => length >= 2 && length <= most);
  return found?.map((at) => ({ at, label: shortest(at) })) ?? ticks(min, max, most);
}

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** `0.001`, `1e-5`, `12000`: three digits, no zeros at the end. */
const shortest = (value: number): string => String(Number(value.toPrecision(3)));
