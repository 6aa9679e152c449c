import { bernoulli, type Draw, requireOption, requireProbability, uniform } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import { drawPerExample } from '../draw-per-example.ts';
import { adjustLighting } from './adjust-lighting.ts';

/** Options of {@link lighting}. */
export interface LightingOptions {
  /** The largest change, from 0 to below 1; default 0.2. */
  readonly maxLighting?: number;
  /** The probability of a change of brightness and of a change of contrast, 0..1; default 0.75. */
  readonly p?: number;
  /** Whether all images of a batch share one draw; default false. */
  readonly batch?: boolean;
}

/**
 * Returns a transform that changes brightness and contrast, each with probability `p`: fastai's Brightness and
 * Contrast.
 *
 * Values stay in 0..1, so put it before {@link normalize}. Validation images do not change. Throws BadOption for values
 * out of range.
 *
 * @param options with fastai's defaults
 * @category Augmentation and mixing
 */
export function lighting({
  maxLighting = 0.2,
  p = 0.75,
  batch = false,
}: LightingOptions = {}): BatchTransform {
  requireOption(
    maxLighting >= 0 && maxLighting < 1,
    'lighting maxLighting',
    'a number from 0 to below 1',
    maxLighting,
  );
  requireProbability('lighting p', p);
  const lowest = Math.log(1 - maxLighting);
  const brightness = (draw: Draw): number =>
    bernoulli(draw, p) ? uniform(draw, 0.5 * (1 - maxLighting), 0.5 * (1 + maxLighting)) : 0.5;
  const contrast = (draw: Draw): number =>
    bernoulli(draw, p) ? Math.exp(uniform(draw, lowest, -lowest)) : 1;
  return {
    name: 'lighting',
    settings: { maxLighting, p, batch },
    apply: (images, context) => {
      if (context.split === 'valid') return images.clone();
      const draws = drawPerExample(context, batch, (draw) => [brightness(draw), contrast(draw)] as const);
      return adjustLighting(images, {
        brightness: draws.map(([value]) => value),
        contrast: draws.map(([, value]) => value),
      });
    },
  };
}
