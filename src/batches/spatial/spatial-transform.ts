import { type PadMode, type Size, sizeOf } from '../../core/index.ts';
import type { BatchTransform } from '../batch-transform.ts';
import { resampled, type Interpolation } from '../resampling/resampled.ts';
import { identityMatrix } from './matrix.ts';
import { drawnMatrices, type SpatialPart } from './spatial-part.ts';

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
 * Draws all parts for each image, composes them, and resamples once (fastai's AffineCoordTfm, composed by
 * setup_aug_tfms). In validation images are only brought to the size.
 */
export function spatialTransform(
  parts: readonly SpatialPart[],
  { size, mode = 'bilinear', padMode = 'reflection', alignCorners = true }: SpatialOptions = {},
): BatchTransform {
  const to = size === undefined ? null : sizeOf(size);
  return {
    name: 'spatial',
    settings: { parts: parts.map(settingsOf), size: size ?? null, mode, padMode, alignCorners },
    apply: (images, context) => {
      const [, height, width] = images.shape;
      if (context.split === 'valid' && to === null) return images.clone();
      const matrices =
        context.split === 'valid'
          ? context.files.map(() => identityMatrix)
          : drawnMatrices(parts, { height, width }, context);
      return resampled(images, { matrices, size: to ?? { height, width }, mode, padMode, alignCorners });
    },
  };
}

/** A part as plain data. */
export const settingsOf = ({ name, settings }: SpatialPart): Readonly<Record<string, unknown>> => ({
  name,
  ...settings,
});
