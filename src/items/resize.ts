import { type ImageSize, type PadMode, type ResizeStep, type Size, sizeOf } from '../core/index.ts';
import type { ItemTransform } from './item-transform.ts';

/** Options of {@link resize}. */
export interface ResizeConfig {
  /**
   * How to fit an image that does not have the target's shape. `crop` (the default) takes the largest box of the
   * target's shape inside the image, `pad` the smallest box around it, and `squish` distorts the image.
   */
  readonly method?: 'crop' | 'pad' | 'squish';
  /** The content around a padded image; `reflection` by default. */
  readonly padMode?: PadMode;
  /** The position of the box in training; `random` by default. In validation it is the centre. */
  readonly position?: 'random' | 'centre';
}

/**
 * Brings every image to one size: fastai's Resize.
 *
 * The box is centred in validation. In training its position is random (two draws: x, y), also with `crop`, unless
 * `position` is `centre`. Throws BadOption unless `size` is one or two positive integers.
 *
 * @param size the target, in pixels
 * @param options the method for images that do not have the target's shape
 * @category Items
 */
export function resize(
  size: Size,
  { method = 'crop', padMode = 'reflection', position = 'random' }: ResizeConfig = {},
): ItemTransform {
  const resizeTo = sizeOf(size);
  const boxSize = (image: ImageSize): ImageSize =>
    method === 'squish' ? image : fitting(image, resizeTo, method);
  const step = (image: ImageSize, x: number, y: number): ResizeStep => {
    const { height, width } = boxSize(image);
    // Math.trunc gives -0 for a small negative number.
    const left = Math.trunc(x * (image.width - width)) + 0;
    const top = Math.trunc(y * (image.height - height)) + 0;
    return { box: { left, top, height, width }, padMode, resizeTo };
  };
  const isFixed = method === 'squish' || position === 'centre';
  return {
    name: 'resize',
    settings: {
      size: [resizeTo.height, resizeTo.width],
      method,
      padMode,
      // Model files of older versions have no position.
      ...(position === 'random' ? {} : { position }),
    },
    outputSize: resizeTo,
    isFixed,
    choose: (image, draw) => {
      if (isFixed) return null;
      const [x, y] = [draw(), draw()];
      const { height, width } = boxSize(image);
      // A single pixel left over is always cut off at the same side.
      const fits = Math.max(Math.abs(image.width - width), Math.abs(image.height - height)) <= 1;
      return fits ? null : [step(image, x, y)];
    },
    steps: (image) => [step(image, 0.5, 0.5)],
  };
}

/** Returns the size of the box of the target's shape: the largest inside the image, or the smallest around it. */
function fitting({ height, width }: ImageSize, target: ImageSize, method: 'crop' | 'pad'): ImageSize {
  const [across, down] = [width / target.width, height / target.height];
  const scale = method === 'crop' ? Math.min(across, down) : Math.max(across, down);
  return { height: lengthOf(scale * target.height), width: lengthOf(scale * target.width) };
}

/** Rounds down to at least one pixel: for an image one pixel high, rounding errors alone can give 0. */
const lengthOf = (pixels: number): number => Math.max(1, Math.trunc(pixels));
