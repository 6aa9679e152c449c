import { type Box, type ImageSize, type Size, sizeOf } from '../core/index.ts';
import type { Tensor4D } from '../engine/index.ts';
import type { BatchTransform } from './batch-transform.ts';
import { boxResized } from './resampling/box-resized.ts';
import { cropBox, cropBoxOptions, type CropBoxOptions } from './resampling/crop-box.ts';
import { toCoordinates, toPixels, type CoordinateRule } from './resampling/coordinates.ts';
import { wholeShrunkSize } from './resampling/whole-shrunk-size.ts';
import { resampled, type Resampling } from './resampling/resampled.ts';
import { product, type Matrix } from './spatial/matrix.ts';
import { drawnMatrices, drawnSteps, type SpatialPart } from './spatial/spatial-part.ts';
import { settingsOf, type SpatialOptions } from './spatial/spatial-transform.ts';

/** How images are warped and cropped. */
export interface PresizedOptions extends Required<Omit<SpatialOptions, 'size'>> {
  /** Of the output. */
  readonly size: Size;
  readonly crop: CropBoxOptions;
  /**
   * `twice`: the images are warped at their full size, then the box is cut out and resized, as fastai does. `once`: box
   * and warp are one resampling, as the book describes presizing; sharper. `step-by-step`: each part resamples by itself,
   * then the box is cut out and resized, as augmentation was done before.
   */
  readonly interpolation: 'twice' | 'once' | 'step-by-step';
}

/**
 * Spatial transforms of images that are larger than the network's input, and one random crop for the whole batch: the
 * second half of presizing. In validation the images (or their middle, where the aspect is out of range) are resized.
 */
export function presized(parts: readonly SpatialPart[], options: PresizedOptions): BatchTransform {
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
    apply: (images, context) => {
      const [, height, width] = images.shape;
      const size = { height, width };
      if (context.split === 'valid') return boxResized(images, cropBox(size, crop, null), to);
      const window = cropBox(size, crop, context.rng.at('box', context.index).draws());
      const look = { mode, padMode, alignCorners };
      if (interpolation === 'step-by-step') {
        const stepped = steppedThrough(images, drawnSteps(parts, size, context), { ...look, size });
        return boxResized(stepped, window, to);
      }
      const matrices = drawnMatrices(parts, size, context);
      if (interpolation === 'once') {
        const toBox = boxIn(size, window, look);
        const views = matrices.map((m) => product(m, toBox));
        return resampled(images, { ...look, matrices: views, size: to, shrunkSize: wholeShrunkSize });
      }
      // Only the box is warped: the rest would be cut off.
      const warped = resampled(images, { ...look, matrices, size, window });
      return boxResized(warped, { left: 0, top: 0, height: window.height, width: window.width }, to);
    },
  };
}

/** Each step resamples what the one before it left: [N, H, W, C] (borrowed) → the same shape. Runs inside a `tf.tidy`. */
const steppedThrough = (
  images: Tensor4D,
  steps: readonly (readonly Matrix[])[],
  look: Omit<Resampling, 'matrices'>,
): Tensor4D =>
  steps.reduce((x, matrices) => {
    const y = resampled(x, { ...look, matrices });
    // Not left to the tidy: only two tensors exist at once.
    if (x !== images) x.dispose();
    return y;
  }, images);

/** Coordinates −1..1 of a box → those of the whole image. */
const boxIn = (size: ImageSize, box: Box, rule: CoordinateRule): Matrix =>
  product(toCoordinates(size, rule), product([1, 0, box.left, 0, 1, box.top, 0, 0, 1], toPixels(box, rule)));
