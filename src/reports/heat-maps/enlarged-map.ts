import { at, range, type HeatMap, type ImageSize } from '../../core/index.ts';

/**
 * Returns a map at another size, row by row, in bilinear interpolation, divided by its maximum: values in 0..1. A map of
 * zeros stays zero.
 */
export function enlargedMap({ height, width, values }: HeatMap, size: ImageSize): Float64Array {
  const greatest = values.reduce((a, b) => Math.max(a, b), 0) || 1;
  const columns = neighbours(width, size.width);
  const between = (row: number, { first, second, fraction }: Neighbours): number =>
    (at(values, row * width + first) * (1 - fraction) + at(values, row * width + second) * fraction) /
    greatest;
  const enlarged = new Float64Array(size.height * size.width);
  neighbours(height, size.height).forEach(({ first, second, fraction }, row) => {
    columns.forEach((x, column) => {
      enlarged[row * size.width + column] =
        between(first, x) * (1 - fraction) + between(second, x) * fraction;
    });
  });
  return enlarged;
}

/** The positions beside a sample, and its distance from the first, 0..1. */
interface Neighbours {
  readonly first: number;
  readonly second: number;
  readonly fraction: number;
}

/** Places samples at the centres of their pixels; beyond the outermost centres, values stay the same. */
const neighbours = (from: number, to: number): readonly Neighbours[] =>
  range(to).map((i) => {
    const position = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    const first = Math.floor(position);
    return { first, second: Math.min(from - 1, first + 1), fraction: position - first };
  });
