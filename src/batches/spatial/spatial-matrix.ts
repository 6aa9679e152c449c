import type { ImageSize } from '../../core/index.ts';
import { identityMatrix, product, type Matrix } from './matrix.ts';

/** What an image goes through, in order. */
export interface SpatialMaps {
  /** Flips, rotations, zooms. */
  readonly affine: readonly Matrix[];
  /** Perspectives, applied to the coordinates that the affine matrices give. */
  readonly warps: readonly Matrix[];
}

/**
 * All maps of an image as one matrix, so that it is interpolated once. The affine ones are fitted to the image's
 * shape: a rotation of a rectangle stays a rotation (fastai's AffineCoordTfm; as there, warps are not fitted).
 */
export const spatialMatrix = ({ affine, warps }: SpatialMaps, size: ImageSize): Matrix =>
  warps.reduce((inner, warp) => product(warp, inner), fitted(affine.reduce(product, identityMatrix), size));

const fitted = ([a, b, c, d, e, f, g, h, i]: Matrix, { height, width }: ImageSize): Matrix => [
  a,
  (b * height) / width,
  c,
  (d * width) / height,
  e,
  f,
  g,
  h,
  i,
];
