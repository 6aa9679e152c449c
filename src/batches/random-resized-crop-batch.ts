import { sizeOf, type Size } from '../core/index.ts';
import { tf } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { cropBox, cropBoxOptions, type CropBoxOptions } from './resampling/crop-box.ts';
import { resample, type Interpolation } from './resampling/resample.ts';
import { resizeBox, resizeMap } from './resampling/resize-box.ts';
import { identityMatrix } from './spatial/matrix.ts';

/** Options of {@link randomResizedCropBatch}: fastai's arguments and defaults. */
export interface RandomResizedCropBatchOptions extends CropBoxOptions {
  /** Default bilinear. */
  readonly mode?: Interpolation;
}

/**
 * Cuts one random box out of all images of a batch and resizes it: fastai's RandomResizedCropGPU.
 *
 * In validation it resizes the full images, or their centres if the aspect ratio is out of range. Throws BadOption for
 * values out of range.
 *
 * @param size the size of the output
 * @param options with fastai's defaults
 * @category Augmentation and mixing
 */
export function randomResizedCropBatch(
  size: Size,
  { mode = 'bilinear', ...options }: RandomResizedCropBatchOptions = {},
): BatchTransform {
  const to = sizeOf(size);
  const crop = cropBoxOptions(options);
  return {
    name: 'randomResizedCropBatch',
    settings: { size: [to.height, to.width], ...crop, mode },
    outputSize: to,
    validMap: (size) => (mode === 'bilinear' ? resizeMap(size, cropBox(size, crop, null), to) : null),
    apply: (images, { split, rng, index, files }) => {
      const [count, height, width, channels] = images.shape;
      const draw = split === 'train' ? rng.at('box', index).draws() : null;
      const box = cropBox({ height, width }, crop, draw);
      if (mode === 'bilinear') return resizeBox(images, box, to);
      const cut = tf.slice(images, [0, box.top, box.left, 0], [count, box.height, box.width, channels]);
      const matrices = files.map(() => identityMatrix);
      return resample(cut, { matrices, size: to, mode, padMode: 'border', alignCorners: true });
    },
  };
}
