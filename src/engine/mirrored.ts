import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageSize } from '../core/index.ts';
import type { Projection } from './projection.ts';
import { tf } from './tf.ts';

/** Whole pixels of an axis, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Where the projections are looked through. */
export interface Views {
  /** [N] one for each image. */
  readonly projections: readonly Projection[];
  /** Of the output, in pixels. */
  readonly size: ImageSize;
}

/** What rounding of an image that is only flipped may look like, in pixels. */
const ROUNDING = 1e-6;
/** How far images are continued to each side, in image sizes; farther out the last pixel repeats. */
const FARTHEST = 4;
/** Above this multiple of their area, images are continued one by one, each only as far as it needs. */
const LARGEST = 4;

/**
 * Images continued by mirroring at the centres of their outermost pixels (…3 2 1 0 1 2 3…), to each side as far as
 * the projections reach, and the projections into them; both are owned by the caller. Or 'one by one', where the
 * farthest image would make the whole batch too large.
 */
export function mirrored(
  images: Tensor4D,
  { projections, size }: Views,
): { readonly images: Tensor4D; readonly projections: readonly Projection[] } | 'one by one' {
  const [count, height, width] = images.shape;
  const { xs, ys } = reach(projections, size);
  const [columns, rows] = [wholePixels(xs, width), wholePixels(ys, height)];
  const area = (columns.last - columns.first + 1) * (rows.last - rows.first + 1);
  if (count > 1 && area > LARGEST * height * width) return 'one by one';
  return {
    // Columns first: they are gathered pixel by pixel, rows by whole rows.
    images: continued(continued(images, columns, 2), rows, 1),
    projections: projections.map((projection) => moved(projection, columns.first, rows.first)),
  };
}

/** Whether a position of the output is infinitely far away, or beyond that. */
export const seesHorizon = (projections: readonly Projection[], size: ImageSize): boolean =>
  cornersOf(projections, size).some(({ horizon }) => horizon);

/** The least and greatest positions of the output are those of its corners. */
function reach(
  projections: readonly Projection[],
  size: ImageSize,
): { readonly xs: readonly number[]; readonly ys: readonly number[] } {
  const points = cornersOf(projections, size);
  // Where the horizon is in sight, positions have no bounds.
  const everywhere = points.some(({ horizon }) => horizon) ? [-Infinity, Infinity] : [];
  return {
    xs: [...points.map(({ x }) => x), ...everywhere],
    ys: [...points.map(({ y }) => y), ...everywhere],
  };
}

/** The positions of the four corners of the output. */
function cornersOf(
  projections: readonly Projection[],
  { height, width }: ImageSize,
): readonly { readonly x: number; readonly y: number; readonly horizon: boolean }[] {
  const corners = [0, height - 1].flatMap((y) => [0, width - 1].map((x) => [x, y] as const));
  return projections.flatMap(([a, b, c, d, e, f, g, h, i]) =>
    corners.map(([x, y]) => {
      const w = g * x + h * y + i;
      return { x: (a * x + b * y + c) / w, y: (d * x + e * y + f) / w, horizon: w * i <= 0 };
    }),
  );
}

function wholePixels(positions: readonly number[], length: number): Range {
  const margin = FARTHEST * length;
  return {
    first: Math.max(-margin, Math.min(0, Math.floor(Math.min(...positions) + ROUNDING))),
    last: Math.min(length - 1 + margin, Math.max(length - 1, Math.ceil(Math.max(...positions) - ROUNDING))),
  };
}

/** The axis from pixel `first` to pixel `last`; the images themselves, by another handle, where nothing is added. */
function continued(images: Tensor4D, { first, last }: Range, axis: 1 | 2): Tensor4D {
  const length = images.shape[axis];
  if (first === 0 && last === length - 1) return images.clone();
  const period = Math.max(2 * (length - 1), 1);
  /** What is seen from pixel `from` on: gathered pixel by pixel, which only the strips beside the images are worth. */
  const strip = (from: number, count: number): Tensor4D[] => {
    if (count === 0) return [];
    const indices = Int32Array.from({ length: count }, (_, i) => {
      const position = (((from + i) % period) + period) % period;
      return Math.min(position, period - position, length - 1);
    });
    return [tf.gather(images, tf.tensor1d(indices, 'int32'), axis)];
  };
  return tf.tidy(() =>
    tf.concat([...strip(first, -first), images, ...strip(length, last - length + 1)], axis),
  );
}

/** The projection into an image whose first pixel has another position. */
const moved = ([a, b, c, d, e, f, g, h, i]: Projection, left: number, top: number): Projection => [
  a - left * g,
  b - left * h,
  c - left * i,
  d - top * g,
  e - top * h,
  f - top * i,
  g,
  h,
  i,
];
