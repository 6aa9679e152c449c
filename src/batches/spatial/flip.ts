import { bernoulli, requireProbability } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import type { Matrix } from './matrix.ts';
import { spatialTransform, type SpatialOptions } from './spatial-transform.ts';
import type { Chance, SpatialPart } from './spatial-part.ts';

/** Swaps left and right if `flipped`. */
export const flipMatrix = (flipped: boolean): Matrix => [flipped ? -1 : 1, 0, 0, 0, 1, 0, 0, 0, 1];

/** {@link flip} as one part of a combined resampling. */
export function flipPart({ p = 0.5, batch = false }: Chance = {}): SpatialPart {
  requireProbability('flip p', p);
  return {
    name: 'flip',
    kind: 'affine',
    settings: { p, batch },
    matrix: (draw) => flipMatrix(bernoulli(draw, p)),
  };
}

/**
 * Returns a transform that flips images left to right with probability `p`, default 0.5: fastai's Flip.
 *
 * Without a `size`, pixel values are not changed. Throws BadOption unless `p` is in 0..1.
 *
 * @category Augmentation and mixing
 */
export const flip = (options: Chance & SpatialOptions = {}): BatchTransform =>
  spatialTransform([flipPart(options)], options);
