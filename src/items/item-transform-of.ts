import {
  isNumberIn,
  isOneOf,
  isPadMode,
  isRange,
  isSizeInPixels,
  rebuildTransform,
  transformKind,
  type IsSetting,
  type Size,
  type TransformDescription,
  type TransformKind,
} from '../core/index.ts';
import type { ItemTransform } from './item-transform.ts';
import { randomResizedCrop, type RandomResizedCropConfig } from './random-resized-crop.ts';
import { resize, type ResizeConfig } from './resize.ts';

interface Sized {
  readonly size: Size;
}

/** Absent in the model files of older versions. */
const isPosition: IsSetting = (value) => value === undefined || isOneOf('random', 'centre')(value);

const kinds: Readonly<Record<string, TransformKind<ItemTransform>>> = {
  resize: transformKind<Sized & ResizeConfig, ItemTransform>(
    {
      size: isSizeInPixels,
      method: isOneOf('crop', 'pad', 'squish'),
      padMode: isPadMode,
      position: isPosition,
    },
    ({ size, ...options }) => resize(size, options),
  ),
  randomResizedCrop: transformKind<Sized & RandomResizedCropConfig, ItemTransform>(
    {
      size: isSizeInPixels,
      minScale: isNumberIn(0, 1),
      maxScale: isNumberIn(0, 1),
      ratio: isRange,
      valXtra: isNumberIn(0, 1),
    },
    ({ size, ...options }) => randomResizedCrop(size, options),
  ),
};

/** Returns the item transform of a description; null for an unknown name. Throws BadData for invalid settings. */
export const itemTransformOf = (description: TransformDescription): ItemTransform | null =>
  rebuildTransform(description, kinds);
