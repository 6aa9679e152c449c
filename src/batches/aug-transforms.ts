import {
  badOption,
  MillraceError,
  type PadMode,
  requireOption,
  requireProbability,
  type Size,
} from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { lighting } from './lighting/lighting.ts';
import { presize } from './presize.ts';
import type { Interpolation } from './resampling/resample.ts';
import { dihedralPart } from './spatial/dihedral.ts';
import { flipPart } from './spatial/flip.ts';
import { rotatePart } from './spatial/rotate.ts';
import type { SpatialPart } from './spatial/spatial-part.ts';
import { spatialTransform } from './spatial/spatial-transform.ts';
import { warpPart } from './spatial/warp.ts';
import { zoomPart } from './spatial/zoom.ts';

/** Options of {@link augTransforms}: fastai's arguments and defaults. */
export interface AugTransformsOptions {
  /** Multiplies maxRotate, maxLighting and maxWarp; default 1. */
  readonly mult?: number;
  /** Flips half of the images left to right; default true. */
  readonly doFlip?: boolean;
  /** With doFlip, uses all eight symmetries of the square; default false. */
  readonly flipVert?: boolean;
  /** Degrees, either way; default 10. */
  readonly maxRotate?: number;
  /** The lowest zoom factor; default 1. */
  readonly minZoom?: number;
  /** The highest zoom factor; default 1.1. */
  readonly maxZoom?: number;
  /** The largest change of brightness and contrast, from 0 to below 1; default 0.2. */
  readonly maxLighting?: number;
  /** The largest tilt of the perspective, below 0.7; default 0.2. */
  readonly maxWarp?: number;
  /** The probability of a rotation, of a zoom and of a warp; default 0.75. */
  readonly pAffine?: number;
  /** The probability of a change of brightness and of a change of contrast; default 0.75. */
  readonly pLighting?: number;
  /** The size of the output; the input's by default. */
  readonly size?: Size;
  /** Default bilinear. */
  readonly mode?: Interpolation;
  /** The content beyond the image; default reflection. */
  readonly padMode?: PadMode;
  /** Whether −1 and 1 are the centres of the outermost pixels; default true. See {@link SpatialOptions}. */
  readonly alignCorners?: boolean;
  /** Whether all images of a batch share one draw; default false. */
  readonly batch?: boolean;
  /**
   * Below 1, cuts a random square of at least this fraction of the image's area out of all images of a batch; requires
   * `size`. Default 1.
   */
  readonly minScale?: number;
  /**
   * With minScale, the number of interpolations; default `twice`. The same draws show the same part of the image in all
   * three; `once` is the sharpest.
   *
   * - `twice` warps at full size, then resizes the box, as fastai does.
   * - `once` warps and resizes in one resampling, as the book describes it.
   * - `step-by-step` resamples at full size for each of warp, flip, rotation and zoom, then resizes the box: the book
   *   compares presizing with it.
   */
  readonly interpolation?: 'twice' | 'once' | 'step-by-step';
}

/**
 * Returns the usual augmentation (fastai's aug_transforms): flip, warp, rotation and zoom in one resampling, one random
 * crop per batch if `minScale` is given, then brightness and contrast. Spread it into a list:
 * `[...augTransforms({ size: 224 }), …]`.
 *
 * Validation images are only resized; with `minScale`, only their central square is used. Unlike in fastai, `size`
 * applies even if every spatial transform is off. Throws BadOption for values out of range.
 *
 * @category Augmentation and mixing
 */
export function augTransforms(options: AugTransformsOptions = {}): readonly BatchTransform[] {
  const { mult = 1, pAffine = 0.75, pLighting = 0.75, batch = false } = options;
  requireOption(Number.isFinite(mult), 'augTransforms mult', 'a number', mult);
  requireProbability('augTransforms pAffine', pAffine);
  requireProbability('augTransforms pLighting', pLighting);
  const maxLighting = (options.maxLighting ?? 0.2) * mult;
  return [
    ...spatialOf(options),
    ...(maxLighting === 0 ? [] : [lighting({ maxLighting, p: pLighting, batch })]),
  ];
}

function spatialOf(options: AugTransformsOptions): readonly BatchTransform[] {
  const { size, minScale = 1, interpolation = 'twice' } = options;
  const { mode = 'bilinear', padMode = 'reflection', alignCorners = true } = options;
  const look = { mode, padMode, alignCorners };
  const parts = partsOf(options);
  requireOption(
    minScale !== 1 || interpolation !== 'step-by-step',
    'augTransforms minScale',
    'a number below 1 with interpolation step-by-step',
    minScale,
  );
  if (minScale === 1)
    return parts.length === 0 && size === undefined
      ? []
      : [spatialTransform(parts, { ...look, ...(size === undefined ? {} : { size }) })];
  if (size === undefined)
    throw new MillraceError(badOption('augTransforms size', 'a size with minScale below 1', 'undefined'));
  return [presize(parts, { ...look, size, crop: { minScale, ratio: [1, 1] }, interpolation })];
}

function partsOf(options: AugTransformsOptions): readonly SpatialPart[] {
  const { mult = 1, doFlip = true, flipVert = false, minZoom = 1, maxZoom = 1.1 } = options;
  const { pAffine: p = 0.75, batch = false } = options;
  const maxDeg = (options.maxRotate ?? 10) * mult;
  const magnitude = (options.maxWarp ?? 0.2) * mult;
  return [
    ...(doFlip ? [flipVert ? dihedralPart({ batch }) : flipPart({ batch })] : []),
    ...(magnitude === 0 ? [] : [warpPart({ magnitude, p, batch })]),
    ...(maxDeg === 0 ? [] : [rotatePart({ maxDeg, p, batch })]),
    ...(minZoom >= 1 && maxZoom <= 1 ? [] : [zoomPart({ minZoom, maxZoom, p, batch })]),
  ];
}
