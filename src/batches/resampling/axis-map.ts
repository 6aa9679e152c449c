/** What an output pixel of an axis is the sum of: positions of input pixels, and their weights. */
export type Taps = readonly (readonly [position: number, weight: number])[];

/** A linear map of one axis of an image. */
export interface AxisMap {
  /** Number of input pixels. */
  readonly from: number;
  /** One for each output pixel. */
  readonly taps: readonly Taps[];
}

const axisMap = (from: number, to: number, tapsOf: (i: number) => Taps): AxisMap => ({
  from,
  taps: Array.from({ length: to }, (_, i) => tapsOf(i)),
});

/** Each output pixel is the mean of the input pixels that it touches (PyTorch's adaptive average pooling). */
export const averaging = (from: number, to: number): AxisMap =>
  axisMap(from, to, (i) => {
    const first = Math.floor((i * from) / to);
    const count = Math.ceil(((i + 1) * from) / to) - first;
    return Array.from({ length: count }, (_, k) => [first + k, 1 / count] as const);
  });

/** Linear interpolation, the outermost pixels on each other; a single output pixel is the middle. */
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

/** The part of an axis of `length` pixels that begins at `first`. */
export const cutting = (length: number, first: number, to: number): AxisMap =>
  axisMap(length, to, (i) => [[first + i, 1]]);

/** One map after another, the first first. */
export const composed = (first: AxisMap, ...others: readonly AxisMap[]): AxisMap =>
  others.reduce(
    (inner, { taps }) => ({
      from: inner.from,
      taps: taps.map((outer) =>
        outer.flatMap(([position, weight]) =>
          (inner.taps[position] ?? []).map(([deeper, factor]) => [deeper, factor * weight] as const),
        ),
      ),
    }),
    first,
  );

/** The map as a matrix [to, from], row by row. */
export function denseWeights({ from, taps }: AxisMap): Float32Array {
  const weights = new Float32Array(taps.length * from);
  taps.forEach((row, i) => {
    for (const [position, weight] of row)
      weights[i * from + position] = (weights[i * from + position] ?? 0) + weight;
  });
  return weights;
}
