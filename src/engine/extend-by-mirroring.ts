import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { ImageSize } from '../core/index.ts';
import type { Projection } from './projection.ts';
import { tf } from './tf.ts';

/** A range of pixels on an axis, both ends included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** One view per image. */
export interface Views {
  /** [N], one per image. */
  readonly projections: readonly Projection[];
  /** The output size in pixels. */
  readonly size: ImageSize;
}

/** Tolerance for rounding errors, in pixels: an image that is only flipped needs no extension. */
const ROUNDING = 1e-6;
/** The largest extension of each side, in image sizes; farther out the last pixel repeats. */
const MAX_MARGIN = 4;
/** Above this multiple of their area, images are extended one by one, each only as far as it needs. */
const MAX_AREA = 4;

/**
 * Extends images by mirroring at the centres of their outermost pixels (…3 2 1 0 1 2 3…), on each side as far as the
 * projections reach. Returns the extended images, owned by the caller, and the projections adjusted to them; or 'one by
 * one' if the farthest-reaching image would make the whole batch too large.
 */
export function extendByMirroring(
  images: Tensor4D,
  { projections, size }: Views,
): { readonly images: Tensor4D; readonly projections: readonly Projection[] } | 'one by one' {
  const [count, height, width] = images.shape;
  const { xs, ys } = reach(projections, size);
  const [columns, rows] = [pixelRange(xs, width), pixelRange(ys, height)];
  const area = (columns.last - columns.first + 1) * (rows.last - rows.first + 1);
  if (count > 1 && area > MAX_AREA * height * width) return 'one by one';
  return {
    // Columns first: they are gathered pixel by pixel, rows as a whole.
    images: extendAxis(extendAxis(images, columns, 2), rows, 1),
    projections: projections.map((projection) => shiftOrigin(projection, columns.first, rows.first)),
  };
}

/** Returns whether any position of the output maps to the horizon, which is infinitely far away, or beyond. */
export const seesHorizon = (projections: readonly Projection[], size: ImageSize): boolean =>
  cornersOf(projections, size).some(({ horizon }) => horizon);

/** Returns input positions that bound all others: those of the output's corners. */
function reach(
  projections: readonly Projection[],
  size: ImageSize,
): { readonly xs: readonly number[]; readonly ys: readonly number[] } {
  const points = cornersOf(projections, size);
  // If the horizon is visible, positions are unbounded.
  const everywhere = points.some(({ horizon }) => horizon) ? [-Infinity, Infinity] : [];
  return {
    xs: [...points.map(({ x }) => x), ...everywhere],
    ys: [...points.map(({ y }) => y), ...everywhere],
  };
}

/** Returns the input positions of the output's four corners, for each projection. */
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

function pixelRange(positions: readonly number[], length: number): Range {
  const margin = MAX_MARGIN * length;
  return {
    first: Math.max(-margin, Math.min(0, Math.floor(Math.min(...positions) + ROUNDING))),
    last: Math.min(length - 1 + margin, Math.max(length - 1, Math.ceil(Math.max(...positions) - ROUNDING))),
  };
}

/** Returns the images with the axis extended from pixel `first` to pixel `last`; a clone if nothing is added. */
function extendAxis(images: Tensor4D, { first, last }: Range, axis: 1 | 2): Tensor4D {
  const length = images.shape[axis];
  if (first === 0 && last === length - 1) return images.clone();
  const period = Math.max(2 * (length - 1), 1);
  /** Returns the mirrored pixels starting at `from`. Gathering is slow, so only the added strips are gathered. */
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

/** Returns the projection for an image whose first pixel is moved to (left, top). */
const shiftOrigin = ([a, b, c, d, e, f, g, h, i]: Projection, left: number, top: number): Projection => [
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
