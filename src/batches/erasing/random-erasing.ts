import {
  bernoulli,
  integer,
  requireOption,
  requirePositiveInteger,
  requireProbability,
  roundHalfToEven,
  uniform,
  type ChannelStats,
  type Draw,
  type ImageSize,
} from '../../core/index.ts';
import type { Tensor4D } from '../../engine/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import { imagenetStats } from '../channel-stats.ts';
import { drawPerExample } from '../draw-per-example.ts';
import { eraseBoxes, type ErasedBox } from './erase-boxes.ts';

/** Options of {@link randomErasing}: fastai's arguments and defaults. */
export interface RandomErasingOptions {
  /** The probability that an image is changed, 0..1; default 0.5. */
  readonly p?: number;
  /** The smallest erased fraction of the area, 0..1; default 0. */
  readonly sl?: number;
  /** The largest erased fraction of the area, from `sl` to 1; default 0.3. */
  readonly sh?: number;
  /** The smallest ratio of height to width, above 0 and at most 1; the largest is its inverse. Default 0.3. */
  readonly minAspect?: number;
  /** The largest number of boxes, from 1, which share the area; default 1. */
  readonly maxCount?: number;
  /** The mean and standard deviation of the noise; default {@link imagenetStats}. */
  readonly stats?: ChannelStats;
}

/**
 * Returns a transform that replaces random boxes of an image by noise (Zhong et al., 2017): fastai's RandomErasing.
 *
 * fastai erases after normalization, with standard normal noise, and draws once per batch. Here each image has its own draws,
 * and the noise is normal with the given statistics, limited to 0..1: after a normalization by them it is standard normal.
 * Put it last, but before {@link normalize}. Validation images do not change. Throws BadOption for values out of range.
 *
 * @param options with fastai's defaults
 * @category Augmentation and mixing
 */
export function randomErasing(options: RandomErasingOptions = {}): BatchTransform {
  const { stats = imagenetStats, ...rest } = options;
  const settings = { p: 0.5, sl: 0, sh: 0.3, minAspect: 0.3, maxCount: 1, ...rest };
  const { p, sl, sh, minAspect, maxCount } = settings;
  requireProbability('randomErasing p', p);
  requireProbability('randomErasing sl', sl);
  requireOption(sh >= sl && sh <= 1, 'randomErasing sh', `a number from sl, ${sl}, to 1`, sh);
  requireOption(
    minAspect > 0 && minAspect <= 1,
    'randomErasing minAspect',
    'a number above 0 and at most 1',
    minAspect,
  );
  requirePositiveInteger('randomErasing maxCount', maxCount);
  return {
    name: 'randomErasing',
    settings: { ...settings, stats },
    apply: (images, context) => {
      const [, height, width] = images.shape;
      if (context.split === 'valid') return images.clone();
      const drawn = drawPerExample(context, false, (draw) =>
        bernoulli(draw, p) ? drawBoxes(draw, { height, width }, settings) : [],
      );
      return Array.from({ length: maxCount }, (_, round) =>
        drawn.map((boxes) => boxes[round] ?? null),
      ).reduce((x: Tensor4D, boxes) => eraseBoxes(x, boxes, stats), images.clone());
    },
  };
}

/** Draws the boxes of one image. */
function drawBoxes(
  draw: Draw,
  { height, width }: ImageSize,
  { sl, sh, minAspect, maxCount }: Required<Omit<RandomErasingOptions, 'p' | 'stats'>>,
): readonly ErasedBox[] {
  const count = 1 + integer(draw, maxCount);
  const area = (height * width) / count;
  return Array.from({ length: count }, () => {
    const part = uniform(draw, sl, sh) * area;
    const aspect = Math.exp(uniform(draw, Math.log(minAspect), -Math.log(minAspect)));
    const rows = drawRange(draw, part * aspect, height);
    const columns = drawRange(draw, part / aspect, width);
    return {
      top: rows.first,
      left: columns.first,
      height: rows.length,
      width: columns.length,
      seeds: [integer(draw, 2 ** 31), integer(draw, 2 ** 31)],
    };
  });
}

/** Draws a range on an axis, which the axis limits: the side of a square of this area. */
function drawRange(
  draw: Draw,
  area: number,
  side: number,
): { readonly first: number; readonly length: number } {
  const length = Math.min(roundHalfToEven(Math.sqrt(area)), side);
  return { first: integer(draw, side - length + 1), length };
}
