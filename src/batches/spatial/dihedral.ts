import { bernoulli, integer, requireProbability } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import type { Matrix } from './matrix.ts';
import { spatialTransform, type SpatialOptions } from './spatial-transform.ts';
import type { Chance, SpatialPart } from './spatial-part.ts';

/**
 * Returns one of the eight symmetries of the square, numbered as in fastai.
 *
 * @param k 0..7: identity, left–right, up–down, then their combinations with each other and with the transpose
 */
export function dihedralMatrix(k: number): Matrix {
  const x = [1, 3, 4, 7].includes(k) ? -1 : 1;
  const y = [2, 4, 5, 7].includes(k) ? -1 : 1;
  return [3, 5, 6, 7].includes(k) ? [0, x, 0, y, 0, 0, 0, 0, 1] : [x, 0, 0, 0, y, 0, 0, 0, 1];
}

/** {@link dihedral} as one part of a combined resampling. */
export function dihedralPart({ p = 0.5, batch = false }: Chance = {}): SpatialPart {
  requireProbability('dihedral p', p);
  return {
    name: 'dihedral',
    kind: 'affine',
    settings: { p, batch },
    matrix: (draw) => dihedralMatrix(bernoulli(draw, p) ? integer(draw, 8) : 0),
  };
}

/**
 * Returns a transform that applies one of the eight symmetries of the square with probability `p`, default 0.5: fastai's
 * Dihedral.
 *
 * Use it for images without a top, such as satellite photographs. Throws BadOption unless `p` is in 0..1.
 *
 * @category Augmentation and mixing
 */
export const dihedral = (options: Chance & SpatialOptions = {}): BatchTransform =>
  spatialTransform([dihedralPart(options)], options);
