import { at } from '../../core/index.ts';

/** The weighted sum of input pixels that makes one output pixel. */
export type Taps = readonly (readonly [position: number, weight: number])[];

/** A linear map of one axis of an image. */
export interface AxisMap {
  /** Number of input pixels. */
  readonly from: number;
  /** One per output pixel. */
  readonly taps: readonly Taps[];
}

/** A linear map of each axis of an image: of its rows, and of its columns. */
export interface ImageMap {
  readonly down: AxisMap;
  readonly across: AxisMap;
}

const axisMap = (from: number, to: number, tapsOf: (i: number) => Taps): AxisMap => ({
  from,
  taps: Array.from({ length: to }, (_, i) => tapsOf(i)),
});

/** Makes each output pixel the mean of the input pixels that it overlaps (PyTorch's adaptive average pooling). */
export const averaging = (from: number, to: number): AxisMap =>
  axisMap(from, to, (i) => {
    const first = Math.floor((i * from) / to);
    const count = Math.ceil(((i + 1) * from) / to) - first;
    return Array.from({ length: count }, (_, k) => [first + k, 1 / count] as const);
  });

/** Interpolates linearly and aligns the outermost pixels; a single output pixel is the centre. */
export const interpolating = (from: number, to: number): AxisMap =>
  axisMap(from, to, (i) => {
    const position = to === 1 ? (from - 1) / 2 : (i * (from - 1)) / (to - 1);
    const first = Math.min(Math.floor(position), Math.max(from - 2, 0));
    const fraction = position - first;
    return [
      [first, 1 - fraction],
      [Math.min(first + 1, from - 1), fraction],
    ];
  });

/** Cuts `to` pixels, starting at `first`, out of an axis of `length` pixels. */
export const cutting = (length: number, first: number, to: number): AxisMap =>
  axisMap(length, to, (i) => [[first + i, 1]]);

/** Returns the map that applies the given maps in order. */
export const compose = (first: AxisMap, ...others: readonly AxisMap[]): AxisMap =>
  others.reduce(
    (inner, { taps }) => ({
      from: inner.from,
      taps: taps.map((outer) =>
        outer.flatMap(([position, weight]) =>
          at(inner.taps, position).map(([deeper, factor]) => [deeper, factor * weight] as const),
        ),
      ),
    }),
    first,
  );

/** Returns the map as a matrix [to, from], row by row. */
export function denseWeights({ from, taps }: AxisMap): Float32Array {
  const weights = new Float32Array(taps.length * from);
  taps.forEach((row, i) => {
    for (const [position, weight] of row)
      weights[i * from + position] = at(weights, i * from + position) + weight;
  });
  return weights;
}
