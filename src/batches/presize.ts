import { type Box, type ImageSize, type Size, sizeOf } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { cropBox, cropBoxOptions, type CropBoxOptions } from './resampling/crop-box.ts';
import { toCoordinates, toPixels, type CoordinateRule } from './resampling/coordinates.ts';
import { integerShrunkSize } from './resampling/integer-shrunk-size.ts';
import { resample, type Resampling } from './resampling/resample.ts';
import { resizeBox, resizeMap } from './resampling/resize-box.ts';
import { product, type Matrix } from './spatial/matrix.ts';
import { drawMatrices, drawSteps, type SpatialPart } from './spatial/spatial-part.ts';
import { settingsOf, type SpatialOptions } from './spatial/spatial-transform.ts';

/** Options of {@link presize}. */
export interface PresizeOptions extends Required<Omit<SpatialOptions, 'size'>> {
  /** Of the output. */
  readonly size: Size;
  readonly crop: CropBoxOptions;
  /**
   * `twice` warps images at full size, then cuts out the box and resizes it, as fastai does. `once` combines box and
   * warp in one resampling, as the book describes presizing; it is sharper. `step-by-step` resamples for each part, then
   * cuts out the box and resizes it, as augmentation did before presizing.
   */
  readonly interpolation: 'twice' | 'once' | 'step-by-step';
}

/**
 * Returns spatial transforms of images that are larger than the network's input, with one random crop for the whole
 * batch: the second half of presizing. Validation images, or their centres if the aspect ratio is out of range, are
 * only resized.
 */
export function presize(parts: readonly SpatialPart[], options: PresizeOptions): BatchTransform {
  const { mode, padMode, alignCorners, interpolation } = options;
  const to = sizeOf(options.size);
  const crop = cropBoxOptions(options.crop);
  return {
    name: 'presized',
    settings: {
      parts: parts.map(settingsOf),
      mode,
      padMode,
      alignCorners,
      crop: { size: [to.height, to.width], ...crop, mode: 'bilinear' },
      interpolation,
    },
    outputSize: to,
    validMap: (size) => resizeMap(size, cropBox(size, crop, null), to),
    apply: (images, context) => {
      const [, height, width] = images.shape;
      const size = { height, width };
      if (context.split === 'valid') return resizeBox(images, cropBox(size, crop, null), to);
      const window = cropBox(size, crop, context.rng.at('box', context.index).draws());
      const look = { mode, padMode, alignCorners };
      if (interpolation === 'step-by-step') {
        const steps = drawSteps(parts, size, context);
        return resizeBox(resampleInSteps(images, steps, { ...look, size }), window, to);
      }
      const matrices = drawMatrices(parts, size, context);
      if (interpolation === 'once') {
        const toImage = boxToImage(size, window, look);
        const views = matrices.map((matrix) => product(matrix, toImage));
        return resample(images, { ...look, matrices: views, size: to, shrunkSize: integerShrunkSize });
      }
      // Only the box is warped: the rest would be cut off.
      const warped = resample(images, { ...look, matrices, size, window });
      return resizeBox(warped, { left: 0, top: 0, height: window.height, width: window.width }, to);
    },
  };
}

/**
 * Resamples the images once per step: [N, H, W, C] (borrowed) → the same shape. Runs inside a `tf.tidy`, and keeps at most
 * two intermediate tensors.
 */
const resampleInSteps = (
  images: Tensor4D,
  steps: readonly (readonly Matrix[])[],
  look: Omit<Resampling, 'matrices'>,
): Tensor4D =>
  steps.reduce((x, matrices) => {
    const y = resample(x, { ...look, matrices });
    if (x !== images) x.dispose();
    return y;
  }, images);

/** Coordinates −1..1 of a box → coordinates −1..1 of the image. */
const boxToImage = (size: ImageSize, box: Box, rule: CoordinateRule): Matrix =>
  product(toCoordinates(size, rule), product([1, 0, box.left, 0, 1, box.top, 0, 0, 1], toPixels(box, rule)));
