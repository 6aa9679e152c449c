import type { ImageSize } from '../../core/index.ts';
import { identityMatrix, product, type Matrix } from './matrix.ts';

/** The maps of an image, in order. */
export interface SpatialMaps {
  /** Flips, rotations, zooms. */
  readonly affine: readonly Matrix[];
  /** Perspective warps, applied to the coordinates that the affine matrices return. */
  readonly warps: readonly Matrix[];
}

/**
 * Combines all maps of an image into one matrix, so that it is interpolated once. Fits the affine ones to the image's
 * aspect ratio, so that a rotation of a rectangle stays a rotation. As in fastai's AffineCoordTfm, warps are not fitted.
 */
export const spatialMatrix = ({ affine, warps }: SpatialMaps, size: ImageSize): Matrix =>
  warps.reduce(
    (inner, warp) => product(warp, inner),
    fitToAspect(affine.reduce(product, identityMatrix), size),
  );

const fitToAspect = ([a, b, c, d, e, f, g, h, i]: Matrix, { height, width }: ImageSize): Matrix => [
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
