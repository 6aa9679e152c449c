import {
  badData,
  isFlag,
  isNumber,
  isNumberIn,
  isOneOf,
  isPadMode,
  isRange,
  isRecord,
  isSizeInPixels,
  MillraceError,
  rebuildTransform,
  transformKind,
  type IsSetting,
  type Size,
  type TransformDescription,
  type TransformKind,
} from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { randomErasing, type RandomErasingOptions } from './erasing/random-erasing.ts';
import { lighting, type LightingOptions } from './lighting/lighting.ts';
import { presize, type PresizeOptions } from './presize.ts';
import { randAugment, type RandAugmentOptions } from './rand-augment/rand-augment.ts';
import { randomResizedCropBatch, type RandomResizedCropBatchOptions } from './random-resized-crop-batch.ts';
import { resizeBatch } from './resize-batch.ts';
import { dihedralPart } from './spatial/dihedral.ts';
import { flipPart } from './spatial/flip.ts';
import { rotatePart, type RotateOptions } from './spatial/rotate.ts';
import type { Chance, SpatialPart } from './spatial/spatial-part.ts';
import { spatialTransform, type SpatialOptions } from './spatial/spatial-transform.ts';
import { warpPart, type WarpOptions } from './spatial/warp.ts';
import { zoomPart, type ZoomOptions } from './spatial/zoom.ts';

const isProbability = isNumberIn(0, 1);
const chance = { p: isProbability, batch: isFlag };

const parts: Readonly<Record<string, TransformKind<SpatialPart>>> = {
  flip: transformKind<Chance, SpatialPart>(chance, flipPart),
  dihedral: transformKind<Chance, SpatialPart>(chance, dihedralPart),
  warp: transformKind<WarpOptions, SpatialPart>({ magnitude: isNumber, ...chance }, warpPart),
  rotate: transformKind<RotateOptions, SpatialPart>({ maxDeg: isNumber, ...chance }, rotatePart),
  zoom: transformKind<ZoomOptions, SpatialPart>(
    { minZoom: isNumber, maxZoom: isNumber, ...chance },
    zoomPart,
  ),
};

type PartDescription = Readonly<Record<string, unknown>> & { readonly name: string };

interface Parts {
  readonly parts: readonly PartDescription[];
}

const isParts: IsSetting = (value) =>
  Array.isArray(value) &&
  value.every(
    (part) => isRecord(part) && typeof part['name'] === 'string' && Object.hasOwn(parts, part['name']),
  );

const partOf = ({ name, ...settings }: PartDescription): SpatialPart => {
  const part = rebuildTransform({ name, settings }, parts);
  if (part === null) throw new MillraceError(badData('a spatial transform', 'known parts', name));
  return part;
};

const isInterpolation = isOneOf('bilinear', 'nearest');
const look = { mode: isInterpolation, padMode: isPadMode, alignCorners: isFlag };
const box = { minScale: isNumber, maxScale: isNumber, ratio: isRange, validScale: isNumber };

const isBox: IsSetting = (value) =>
  isRecord(value) &&
  isSizeInPixels(value['size']) &&
  Object.entries(box).every(([name, isValid]) => isValid(value[name]));

const isOptionalSize: IsSetting = (value) =>
  value === null || isSizeInPixels(Array.isArray(value) ? value : [value, value]);

/** More operations or boxes would only take time. */
const isSmallCount: IsSetting = (value) => Number.isSafeInteger(value) && isNumberIn(1, 100)(value);

const isChannels: IsSetting = (value) => Array.isArray(value) && value.length === 3 && value.every(isNumber);

const isStats: IsSetting = (value) =>
  isRecord(value) && isChannels(value['mean']) && isChannels(value['std']);

interface Presized extends Parts, Omit<PresizeOptions, 'size' | 'crop'> {
  readonly crop: PresizeOptions['crop'] & Pick<PresizeOptions, 'size'>;
}

interface Spatial extends Parts, Omit<SpatialOptions, 'size'> {
  readonly size: Size | null;
}

interface Sized {
  readonly size: Size;
}

interface SizedCrop extends RandomResizedCropBatchOptions, Sized {}

const kinds: Readonly<Record<string, TransformKind<BatchTransform>>> = {
  presized: transformKind<Presized, BatchTransform>(
    { parts: isParts, ...look, crop: isBox, interpolation: isOneOf('twice', 'once', 'step-by-step') },
    ({ parts: list, crop, ...options }) => presize(list.map(partOf), { ...options, size: crop.size, crop }),
  ),
  spatial: transformKind<Spatial, BatchTransform>(
    { parts: isParts, size: isOptionalSize, ...look },
    ({ parts: list, size, ...options }) =>
      spatialTransform(list.map(partOf), { ...options, ...(size === null ? {} : { size }) }),
  ),
  lighting: transformKind<LightingOptions, BatchTransform>(
    { maxLighting: isNumber, p: isProbability, batch: isFlag },
    lighting,
  ),
  randAugment: transformKind<RandAugmentOptions, BatchTransform>(
    { n: isSmallCount, magnitude: isNumber, padMode: isPadMode },
    randAugment,
  ),
  randomErasing: transformKind<RandomErasingOptions, BatchTransform>(
    {
      ...{ p: isProbability, sl: isProbability, sh: isProbability, minAspect: isProbability },
      ...{ maxCount: isSmallCount, stats: isStats },
    },
    randomErasing,
  ),
  randomResizedCropBatch: transformKind<SizedCrop, BatchTransform>(
    { size: isSizeInPixels, ...box, mode: isInterpolation },
    ({ size, ...options }) => randomResizedCropBatch(size, options),
  ),
  resized: transformKind<Sized, BatchTransform>({ size: isSizeInPixels }, ({ size }) => resizeBatch(size)),
};

/**
 * Returns the batch transform of a description; null for an unknown name. Throws BadData for invalid settings, and
 * BadOption for values out of range.
 */
export const batchTransformOf = (description: TransformDescription): BatchTransform | null =>
  rebuildTransform(description, kinds);
