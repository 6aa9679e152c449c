import type { Box, ImageSize, PadMode } from '../../core/index.ts';
import { projectiveTransform, tf, type ProjectiveTransform, type Tensor4D } from '../../engine/index.ts';
import { product, type Matrix } from '../spatial/matrix.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';
import { averaging } from './axis-map.ts';
import { toCoordinates, toPixels, type CoordinateRule } from './coordinates.ts';
import { mapSeparably } from './map-separably.ts';

/** The method that computes values between pixels. */
export type Interpolation = 'bilinear' | 'nearest';

/** Options of {@link resample}. */
export interface Resampling extends CoordinateRule {
  /** [N] one per image. */
  readonly matrices: readonly Matrix[];
  /** Of the output. */
  readonly size: ImageSize;
  /** The part of the output to compute; all of it by default. */
  readonly window?: Box;
  readonly mode: Interpolation;
  /** The content beyond the image. */
  readonly padMode: PadMode;
  /** Returns the size to shrink images to before sampling; fastai's {@link areaShrunkSize} by default. */
  readonly shrunkSize?: typeof areaShrunkSize;
}

/**
 * Maps each image through its matrix in one interpolation: [N, H, W, C] (borrowed) → [N, height, width, C], owned by the
 * caller (fastai's affine_coord with PyTorch's grid_sample). In mode `bilinear`, images that are much too large are first
 * shrunk by area averaging; see {@link areaShrunkSize}.
 */
export function resample(images: Tensor4D, resampling: Resampling): Tensor4D {
  const { matrices, size, mode, padMode, alignCorners, shrunkSize = areaShrunkSize } = resampling;
  const grid = toCoordinates(size, resampling);
  const views = matrices.map((matrix) => product(matrix, grid));
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    const shrunk = mode === 'nearest' ? null : shrunkSize({ height, width }, size.width, spanOf(views, size));
    const source =
      shrunk === null
        ? images
        : mapSeparably(images, averaging(height, shrunk.height), averaging(width, shrunk.width));
    const pixels = toPixels(shrunk ?? { height, width }, resampling);
    return projectiveTransform(source, {
      projections: views.map((view) => product(pixels, view)),
      size,
      ...(resampling.window === undefined ? {} : { window: resampling.window }),
      interpolation: mode,
      outside: outsideOf(padMode, alignCorners),
    });
  });
}

const outsideOf = (padMode: PadMode, alignCorners: boolean): ProjectiveTransform['outside'] =>
  padMode !== 'reflection' ? padMode : alignCorners ? 'mirror-centres' : 'mirror-edges';

/** Returns the range of the sampled coordinates over both axes and all images. The extremes are at the corners. */
function spanOf(views: readonly Matrix[], { height, width }: ImageSize): number {
  const corners = [0, height - 1].flatMap((y) => [0, width - 1].map((x) => [x, y] as const));
  const coordinates = views.flatMap(([a, b, c, d, e, f, g, h, i]) =>
    corners.flatMap(([x, y]) => {
      const w = g * x + h * y + i;
      return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
    }),
  );
  return Math.max(...coordinates) - Math.min(...coordinates);
}
