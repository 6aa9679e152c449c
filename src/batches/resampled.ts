import type { ImageSize, PadMode } from '../core/index.ts';
import { projectiveTransform, tf, type ProjectiveTransform, type Tensor4D } from '../engine/index.ts';
import { areaShrunk, areaShrunkSize } from './area-shrunk.ts';
import { product, type Matrix } from './matrices.ts';

export interface Resampling {
  /** One for each picture, from the output's coordinates −1..1 to the input's. */
  readonly matrices: readonly Matrix[];
  readonly size: ImageSize;
  readonly mode: 'bilinear' | 'nearest';
  readonly padMode: PadMode;
  /** Whether −1 and 1 are the centres of the outermost pixels or the edges. */
  readonly alignCorners: boolean;
}

/**
 * Each picture seen through its matrix: [N, H, W, C] (borrowed) → [N, height, width, C], owned by the caller (fastai's
 * affine_coord, PyTorch's grid_sample). Pictures more than twice too large are first shrunk by averaging areas.
 */
export function resampled(images: Tensor4D, resampling: Resampling): Tensor4D {
  const { matrices, size, mode, padMode, alignCorners } = resampling;
  return tf.tidy(() => {
    const [, height, width] = images.shape;
    const span = mode === 'bilinear' ? spanOf(matrices, size, alignCorners) : Infinity;
    const shrunk = areaShrunkSize({ height, width }, size.width, span);
    const source = shrunk === null ? images : areaShrunk(images, shrunk);
    const from = shrunk ?? { height, width };
    const projections = matrices.map((matrix) =>
      product(toPixels(from, alignCorners), product(matrix, toCoordinates(size, alignCorners))),
    );
    const outside: ProjectiveTransform['outside'] =
      padMode !== 'reflection' ? padMode : alignCorners ? 'mirror-centres' : 'mirror-edges';
    return projectiveTransform(source, {
      projections,
      size: [size.height, size.width],
      interpolation: mode,
      outside,
    });
  });
}

/** Pixel positions → coordinates −1..1. */
const toCoordinates = ({ height, width }: ImageSize, alignCorners: boolean): Matrix => {
  const [sx, tx] = coordinateScale(width, alignCorners);
  const [sy, ty] = coordinateScale(height, alignCorners);
  return [sx, 0, tx, 0, sy, ty, 0, 0, 1];
};

const coordinateScale = (size: number, alignCorners: boolean): readonly [number, number] =>
  alignCorners ? [size === 1 ? 0 : 2 / (size - 1), -1] : [2 / size, 1 / size - 1];

/** Coordinates −1..1 → pixel positions. */
const toPixels = ({ height, width }: ImageSize, alignCorners: boolean): Matrix => {
  const scale = (size: number): readonly [number, number] =>
    alignCorners ? [(size - 1) / 2, (size - 1) / 2] : [size / 2, (size - 1) / 2];
  const [sx, tx] = scale(width);
  const [sy, ty] = scale(height);
  return [sx, 0, tx, 0, sy, ty, 0, 0, 1];
};

/** The distance between the least and the greatest coordinate that the pictures are looked at, both axes together. */
function spanOf(matrices: readonly Matrix[], { height, width }: ImageSize, alignCorners: boolean): number {
  const ends = (size: number): readonly number[] => {
    const [scale, shift] = coordinateScale(size, alignCorners);
    return [shift, scale * (size - 1) + shift];
  };
  const corners = ends(width).flatMap((x) => ends(height).map((y) => [x, y] as const));
  const points = matrices.flatMap(([a, b, c, d, e, f, g, h, i]) =>
    corners.flatMap(([x, y]) => {
      const w = g * x + h * y + i;
      return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
    }),
  );
  return Math.max(...points) - Math.min(...points);
}
