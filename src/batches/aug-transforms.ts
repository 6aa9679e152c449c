import { bernoulli, integer, uniform, type Draw, type PadMode } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { lit } from './lighting.ts';
import {
  dihedralMatrix,
  flipMatrix,
  identityMatrix,
  onRectangle,
  product,
  rotateMatrix,
  warpMatrix,
  zoomMatrix,
  type Matrix,
} from './matrices.ts';
import { randomResizedCropBatch } from './random-resized-crop-batch.ts';
import { resampled } from './resampled.ts';
import { sizeOf, type Size } from './size.ts';

/** fastai's arguments of aug_transforms, with its defaults. */
export interface AugTransformsOptions {
  /** Multiplies maxRotate, maxLighting and maxWarp; 1. */
  readonly mult?: number;
  /** Left and right change places for half of the pictures; true. */
  readonly doFlip?: boolean;
  /** With doFlip: all eight symmetries instead; false. */
  readonly flipVert?: boolean;
  /** Degrees; 10. */
  readonly maxRotate?: number;
  /** 1 and 1.1. */
  readonly minZoom?: number;
  readonly maxZoom?: number;
  /** 0.2. */
  readonly maxLighting?: number;
  /** 0.2. */
  readonly maxWarp?: number;
  /** How often a picture is turned, zoomed, warped; 0.75. */
  readonly pAffine?: number;
  /** How often its light changes; 0.75. */
  readonly pLighting?: number;
  /** Of the output; by default the input's. */
  readonly size?: Size;
  readonly mode?: 'bilinear' | 'nearest';
  /** What is seen beyond the picture; reflection. */
  readonly padMode?: PadMode;
  readonly alignCorners?: boolean;
  /** One draw for all pictures of a batch; false. */
  readonly batch?: boolean;
  /** Below 1: a random square of at least this share of the picture is cut out and resized. */
  readonly minScale?: number;
}

/**
 * The usual augmentation (fastai's aug_transforms): flip, warp, rotation and zoom in one resampling, then, with a
 * minScale, one random crop a batch, then light. Put the result into a list: `[...augTransforms({ size: 224 }), …]`.
 */
export function augTransforms(options: AugTransformsOptions = {}): readonly BatchTransform[] {
  const { minScale = 1, size, pLighting = 0.75, batch = false } = options;
  const maxLighting = (options.maxLighting ?? 0.2) * (options.mult ?? 1);
  return [
    spatial(options),
    ...(minScale === 1 || size === undefined
      ? []
      : [randomResizedCropBatch(size, { minScale, ratio: [1, 1] })]),
    ...(maxLighting === 0 ? [] : [lighting({ maxLighting, p: pLighting, batch })]),
  ];
}

function spatial(options: AugTransformsOptions): BatchTransform {
  const { mult = 1, doFlip = true, flipVert = false, minZoom = 1, maxZoom = 1.1, minScale = 1 } = options;
  const { pAffine = 0.75, mode = 'bilinear', padMode = 'reflection', alignCorners = true } = options;
  const { batch = false } = options;
  const maxRotate = (options.maxRotate ?? 10) * mult;
  const maxWarp = (options.maxWarp ?? 0.2) * mult;
  const size = minScale === 1 && options.size !== undefined ? sizeOf(options.size) : null;
  const drawn = (draw: Draw, height: number, width: number): Matrix => {
    const flip = doFlip && bernoulli(draw, 0.5);
    const flipped = flipVert && flip ? dihedralMatrix(integer(draw, 8)) : flipMatrix(flip);
    const rotated =
      maxRotate !== 0 && bernoulli(draw, pAffine)
        ? rotateMatrix(uniform(draw, -maxRotate, maxRotate))
        : identityMatrix;
    const zoomed =
      (minZoom < 1 || maxZoom > 1) && bernoulli(draw, pAffine)
        ? zoomMatrix(uniform(draw, minZoom, maxZoom), draw(), draw())
        : identityMatrix;
    const magnitude = (): number =>
      maxWarp !== 0 && bernoulli(draw, pAffine) ? uniform(draw, -maxWarp, maxWarp) : 0;
    return spatialMatrix([flipped, rotated, zoomed], warpMatrix(magnitude(), magnitude()), height, width);
  };
  return {
    name: 'spatial',
    settings: {
      doFlip,
      flipVert,
      maxRotate,
      minZoom,
      maxZoom,
      maxWarp,
      pAffine,
      mode,
      padMode,
      alignCorners,
      batch,
    },
    apply: (images, { split, rng }) => {
      const [n, height, width] = images.shape;
      if (split === 'valid' && size === null) return images.clone();
      const matrices = Array.from({ length: n }, (_, i) =>
        split === 'valid' ? identityMatrix : drawn(rng.at(batch ? 0 : i).draws(), height, width),
      );
      return resampled(images, { matrices, size: size ?? { height, width }, mode, padMode, alignCorners });
    },
  };
}

/** The affine matrices multiplied in order, fitted to the picture's shape, and the warp after them. */
export const spatialMatrix = (
  affine: readonly Matrix[],
  warp: Matrix,
  height: number,
  width: number,
): Matrix => product(warp, onRectangle(affine.reduce(product, identityMatrix), height, width));

interface LightingOptions {
  readonly maxLighting: number;
  readonly p: number;
  readonly batch: boolean;
}

const lighting = ({ maxLighting, p, batch }: LightingOptions): BatchTransform => ({
  name: 'lighting',
  settings: { maxLighting, p, batch },
  apply: (images, { split, rng }) => {
    if (split === 'valid') return images.clone();
    const least = Math.log(1 - maxLighting);
    const draws = Array.from({ length: images.shape[0] }, (_, i) => {
      const draw = rng.at(batch ? 0 : i).draws();
      const brightness = bernoulli(draw, p)
        ? uniform(draw, 0.5 * (1 - maxLighting), 0.5 * (1 + maxLighting))
        : 0.5;
      return { brightness, contrast: bernoulli(draw, p) ? Math.exp(uniform(draw, least, -least)) : 1 };
    });
    return lit(images, {
      brightness: draws.map(({ brightness }) => brightness),
      contrast: draws.map(({ contrast }) => contrast),
    });
  },
});
