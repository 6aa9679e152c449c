import { bernoulli, requireOption, requireProbability, uniform } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import { identityMatrix, type Matrix } from './matrix.ts';
import { spatialTransform, type SpatialOptions } from './spatial-transform.ts';
import type { Chance, SpatialPart } from './spatial-part.ts';

/** Options of {@link rotate}. */
export interface RotateOptions extends Chance {
  /** The largest angle in either direction, in degrees; default 10. */
  readonly maxDeg?: number;
}

/** Rotates the image clockwise for positive angles, in degrees. */
export function rotateMatrix(degrees: number): Matrix {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [cos, sin, 0, -sin, cos, 0, 0, 0, 1];
}

/** {@link rotate} as one part of a combined resampling. */
export function rotatePart({ maxDeg = 10, p = 0.5, batch = false }: RotateOptions = {}): SpatialPart {
  requireProbability('rotate p', p);
  requireOption(Number.isFinite(maxDeg), 'rotate maxDeg', 'a finite number of degrees', maxDeg);
  return {
    name: 'rotate',
    kind: 'affine',
    settings: { maxDeg, p, batch },
    matrix: (draw) => (bernoulli(draw, p) ? rotateMatrix(uniform(draw, -maxDeg, maxDeg)) : identityMatrix),
  };
}

/**
 * Returns a transform that rotates images about their centre with probability `p`, default 0.5: fastai's Rotate.
 *
 * Throws BadOption unless `p` is in 0..1 and `maxDeg` is finite.
 *
 * @category Augmentation and mixing
 */
export const rotate = (options: RotateOptions & SpatialOptions = {}): BatchTransform =>
  spatialTransform([rotatePart(options)], options);
