import { bernoulli, type Draw, requireOption, requireProbability, uniform } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import type { Matrix } from './matrix.ts';
import { spatialTransform, type SpatialOptions } from './spatial-transform.ts';
import type { Chance, SpatialPart } from './spatial-part.ts';

/** Options of {@link warp}. */
export interface WarpOptions extends Chance {
  /** The largest shift of a corner, in halves of the image; below 0.7, default 0.2. */
  readonly magnitude?: number;
}

/**
 * Tilts the image about its central axes: the perspective that maps the points (−1∓wy, −1∓wx)… to the corners.
 *
 * fastai solves eight linear equations (find_coeffs). By the symmetry of the four points, this symmetric matrix is their
 * solution.
 *
 * @param wx, wy fastai's draws x_t and y_t, with wx² + wy² < 1
 */
export function warpMatrix(wx: number, wy: number): Matrix {
  const [xx, yy] = [wx * wx, wy * wy];
  const determinant = 1 - xx - yy;
  const skew = (2 * wx * wy) / determinant;
  const tiltX = (-wx * (1 - xx + yy)) / determinant;
  const tiltY = (-wy * (1 + xx - yy)) / determinant;
  return [1, skew, tiltX, skew, 1, tiltY, tiltX, tiltY, 1];
}

/** {@link warp} as one part of a combined resampling. */
export function warpPart({ magnitude = 0.2, p = 0.5, batch = false }: WarpOptions = {}): SpatialPart {
  requireProbability('warp p', p);
  requireOption(Math.abs(magnitude) < 0.7, 'warp magnitude', 'a number below 0.7', magnitude);
  // As in fastai, each axis is tilted with probability p and drawn independently of the other.
  const tilt = (draw: Draw): number => (bernoulli(draw, p) ? uniform(draw, -magnitude, magnitude) : 0);
  return {
    name: 'warp',
    kind: 'warp',
    settings: { magnitude, p, batch },
    matrix: (draw) => warpMatrix(tilt(draw), tilt(draw)),
  };
}

/**
 * Returns a transform that tilts the perspective of images with probability `p` along each axis, default 0.5: fastai's
 * Warp.
 *
 * Throws BadOption unless `p` is in 0..1 and `magnitude` is below 0.7.
 *
 * @category Augmentation and mixing
 */
export const warp = (options: WarpOptions & SpatialOptions = {}): BatchTransform =>
  spatialTransform([warpPart(options)], options);
