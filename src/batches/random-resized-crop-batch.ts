import { sizeOf, type Size } from '../core/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { boxResized } from './resampling/box-resized.ts';
import { cropBox, cropBoxOptions, type CropBoxOptions } from './resampling/crop-box.ts';
import { resampled, type Interpolation } from './resampling/resampled.ts';
import { identityMatrix } from './spatial/matrix.ts';

/** fastai's arguments of RandomResizedCropGPU, with its defaults. */
export interface RandomResizedCropBatchOptions extends CropBoxOptions {
  /** Default bilinear. */
  readonly mode?: Interpolation;
}

/**
 * Cuts one random box out of all pictures of a batch and resizes it; in validation the whole pictures, or the middle of
 * those whose aspect is out of range (fastai's RandomResizedCropGPU).
 *
 * @param size of the output
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
    apply: (images, { split, rng, index, files }) => {
      const [count, height, width, channels] = images.shape;
      const draw = split === 'train' ? rng.at('box', index).draws() : null;
      const box = cropBox({ height, width }, crop, draw);
      if (mode === 'bilinear') return boxResized(images, box, to);
      const cut = images.slice([0, box.top, box.left, 0], [count, box.height, box.width, channels]);
      const matrices = files.map(() => identityMatrix);
      return resampled(cut, { matrices, size: to, mode, padMode: 'border', alignCorners: true });
    },
  };
}
