import { type PadMode, requireOption, requireProbability, type Size } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { lighting } from './lighting/lighting.ts';
import { presized } from './presized.ts';
import type { Interpolation } from './resampling/resampled.ts';
import { dihedralPart } from './spatial/dihedral.ts';
import { flipPart } from './spatial/flip.ts';
import { rotatePart } from './spatial/rotate.ts';
import type { SpatialPart } from './spatial/spatial-part.ts';
import { spatialTransform } from './spatial/spatial-transform.ts';
import { warpPart } from './spatial/warp.ts';
import { zoomPart } from './spatial/zoom.ts';

/** fastai's arguments of aug_transforms, with its defaults. */
export interface AugTransformsOptions {
  /** Multiplies maxRotate, maxLighting and maxWarp; default 1. */
  readonly mult?: number;
  /** Left and right change places for half of the pictures; default true. */
  readonly doFlip?: boolean;
  /** With doFlip: all eight symmetries instead; default false. */
  readonly flipVert?: boolean;
  /** Degrees; default 10. */
  readonly maxRotate?: number;
  /** Default 1 and 1.1. */
  readonly minZoom?: number;
  readonly maxZoom?: number;
  /** Default 0.2. */
  readonly maxLighting?: number;
  /** Default 0.2. */
  readonly maxWarp?: number;
  /** How often a picture is turned, zoomed, warped; default 0.75. */
  readonly pAffine?: number;
  /** How often its light changes; default 0.75. */
  readonly pLighting?: number;
  /** Of the output; by default the input's. */
  readonly size?: Size;
  /** Default bilinear. */
  readonly mode?: Interpolation;
  /** What is seen beyond the picture; default reflection. */
  readonly padMode?: PadMode;
  /** Default true. */
  readonly alignCorners?: boolean;
  /** One draw for all pictures of a batch; default false. */
  readonly batch?: boolean;
  /** Below 1: a random square of at least this share of the picture's area is cut out; needs a size. Default 1. */
  readonly minScale?: number;
  /**
   * With minScale: `twice` warps at full size and resizes the box, as fastai does; `once` does both in one resampling, as
   * the book describes it; `step-by-step` is what the book compares that with: warp, flip, rotation and zoom each
   * resample at full size what the one before left, then the box is resized. With the same draws all three show the same
   * part of the picture, each less sharply than `once`. Default twice.
   */
  readonly interpolation?: 'twice' | 'once' | 'step-by-step';
}

/**
 * The usual augmentation (fastai's aug_transforms): flip, warp, rotation and zoom in one resampling, with a minScale one
 * random crop for the batch, then light. Put the result into a list: `[...augTransforms({ size: 224 }), …]`.
 *
 * In validation pictures are only brought to the size. Unlike fastai's, a size counts also where every spatial transform
 * is switched off. Errors with BadOption for values out of range.
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
    'a number below 1, as interpolation is step-by-step',
    minScale,
  );
  if (minScale === 1)
    return parts.length === 0 && size === undefined
      ? []
      : [spatialTransform(parts, { ...look, ...(size === undefined ? {} : { size }) })];
  requireOption(size !== undefined, 'augTransforms size', 'a size, as minScale is given', size);
  return [presized(parts, { ...look, size: size ?? 0, crop: { minScale, ratio: [1, 1] }, interpolation })];
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
