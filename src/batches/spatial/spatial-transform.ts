import { type ImageSize, type PadMode, type Size, sizeOf } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import { resample, type Interpolation } from '../resampling/resample.ts';
import { resizeMap } from '../resampling/resize-box.ts';
import { identityMatrix } from './matrix.ts';
import { drawMatrices, type SpatialPart } from './spatial-part.ts';

/** Options of resampling, shared by all spatial transforms. */
export interface SpatialOptions {
  /** The size of the output; the input's by default. */
  readonly size?: Size;
  /** Default bilinear. */
  readonly mode?: Interpolation;
  /** The content beyond the image; default reflection. */
  readonly padMode?: PadMode;
  /**
   * Whether the coordinates −1 and 1 are the centres of the outermost pixels rather than their outer edges; default
   * true.
   */
  readonly alignCorners?: boolean;
}

/**
 * Returns a transform that draws all parts for each image, combines them, and resamples once (fastai's AffineCoordTfm,
 * combined by setup_aug_tfms). Validation images are only resized.
 */
export function spatialTransform(
  parts: readonly SpatialPart[],
  { size, mode = 'bilinear', padMode = 'reflection', alignCorners = true }: SpatialOptions = {},
): BatchTransform {
  const to = size === undefined ? null : sizeOf(size);
  return {
    name: 'spatial',
    settings: { parts: parts.map(settingsOf), size: size ?? null, mode, padMode, alignCorners },
    ...(to === null
      ? {}
      : {
          outputSize: to,
          // With other rules, the positions of the pixels are not those of resizeMap.
          validMap: (image: ImageSize) =>
            mode === 'bilinear' && alignCorners ? resizeMap(image, { left: 0, top: 0, ...image }, to) : null,
        }),
    isFixed: parts.length === 0,
    apply: (images, context) => {
      const [, height, width] = images.shape;
      if (context.split === 'valid' && to === null) return images.clone();
      const matrices =
        context.split === 'valid'
          ? context.files.map(() => identityMatrix)
          : drawMatrices(parts, { height, width }, context);
      return resample(images, { matrices, size: to ?? { height, width }, mode, padMode, alignCorners });
    },
  };
}

/** Returns the settings of a part as plain data. */
export const settingsOf = ({ name, settings }: SpatialPart): Readonly<Record<string, unknown>> => ({
  name,
  ...settings,
});
