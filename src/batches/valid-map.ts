import type { ImageSize } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { compose, cutting, type ImageMap } from './resampling/axis-map.ts';

/** Returns what transforms do to images of a size in validation, as one linear map of each axis; null if one is not linear. */
export const validMap = (
  transforms: readonly BatchTransform[],
  { height, width }: ImageSize,
): ImageMap | null =>
  transforms.reduce<ImageMap | null>(
    (map, transform) => {
      if (map === null || transform.validMap === undefined) return map;
      const next = transform.validMap({ height: map.down.taps.length, width: map.across.taps.length });
      return next && { down: compose(map.down, next.down), across: compose(map.across, next.across) };
    },
    { down: cutting(height, 0, height), across: cutting(width, 0, width) },
  );
