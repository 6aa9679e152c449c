import { bernoulli, requireOption, requireProbability, uniform } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import type { Matrix } from './matrix.ts';
import { spatialTransform, type SpatialOptions } from './spatial-transform.ts';
import type { Chance, SpatialPart } from './spatial-part.ts';

/** Options of {@link zoom}. */
export interface ZoomOptions extends Chance {
  /** The lowest factor, above 0; default 1. Below 1 the image shrinks. */
  readonly minZoom?: number;
  /** The highest factor; default 1.1. */
  readonly maxZoom?: number;
}

/** Enlarges by a factor about a point: x and y in 0..1, from the left and the top. */
export function zoomMatrix(zoom: number, x: number, y: number): Matrix {
  const scale = 1 / zoom;
  return [scale, 0, (1 - scale) * (2 * x - 1), 0, scale, (1 - scale) * (2 * y - 1), 0, 0, 1];
}

/** {@link zoom} as one part of a combined resampling. */
export function zoomPart(options: ZoomOptions = {}): SpatialPart {
  const { minZoom = 1, maxZoom = 1.1, p = 0.5, batch = false } = options;
  requireProbability('zoom p', p);
  requireOption(minZoom > 0, 'zoom minZoom', 'a number above 0', minZoom);
  requireOption(
    maxZoom >= minZoom && maxZoom < Infinity,
    'zoom maxZoom',
    `a finite number of at least minZoom, ${minZoom}`,
    maxZoom,
  );
  return {
    name: 'zoom',
    kind: 'affine',
    settings: { minZoom, maxZoom, p, batch },
    matrix: (draw) => zoomMatrix(bernoulli(draw, p) ? uniform(draw, minZoom, maxZoom) : 1, draw(), draw()),
  };
}

/**
 * Returns a transform that enlarges images about a random point with probability `p`, default 0.5: fastai's Zoom.
 *
 * Throws BadOption for values out of range.
 *
 * @category Augmentation and mixing
 */
export const zoom = (options: ZoomOptions & SpatialOptions = {}): BatchTransform =>
  spatialTransform([zoomPart(options)], options);
