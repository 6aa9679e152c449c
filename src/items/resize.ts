import { type Box, type ImageSize, type PadMode, type Size, sizeOf } from '../core/index.ts';
import type { ItemContext, ItemTransform } from './item-transform.ts';

/** Options of {@link resize}. */
export interface ResizeConfig {
  /**
   * How to fit an image that does not have the target's shape. `crop` (the default) takes the largest box of the
   * target's shape inside the image, `pad` the smallest box around it, and `squish` distorts the image.
   */
  readonly method?: 'crop' | 'pad' | 'squish';
  /** The content around a padded image; `reflection` by default. */
  readonly padMode?: PadMode;
}

/**
 * Brings every image to one size: fastai's Resize.
 *
 * The box is centred in validation. In training its position is random (two draws: x, y), also with `crop`. Throws
 * BadOption unless `size` is one or two positive integers.
 *
 * @param size the target, in pixels
 * @param options the method for images that do not have the target's shape
 * @category Items
 */
export function resize(
  size: Size,
  { method = 'crop', padMode = 'reflection' }: ResizeConfig = {},
): ItemTransform {
  const resizeTo = sizeOf(size);
  const boxIn = method === 'squish' ? fullBox : fitting(resizeTo, method === 'crop' ? Math.min : Math.max);
  return (image, context) => [{ box: boxIn(image, context), padMode, resizeTo }];
}

const fullBox = ({ height, width }: ImageSize): Box => ({ left: 0, top: 0, height, width });

/** Returns a box of the target's shape, scaled by one of the two ratios of image to target. */
const fitting =
  (target: ImageSize, choose: (a: number, b: number) => number) =>
  ({ height, width }: ImageSize, { split, draw }: ItemContext): Box => {
    const scale = choose(width / target.width, height / target.height);
    const [boxHeight, boxWidth] = [lengthOf(scale * target.height), lengthOf(scale * target.width)];
    const position = (): number => (split === 'train' ? draw() : 0.5);
    // Math.trunc gives -0 for a small negative number.
    const left = Math.trunc(position() * (width - boxWidth)) + 0;
    const top = Math.trunc(position() * (height - boxHeight)) + 0;
    return { left, top, height: boxHeight, width: boxWidth };
  };

/** Rounds down to at least one pixel: for an image one pixel high, rounding errors alone can give 0. */
const lengthOf = (pixels: number): number => Math.max(1, Math.trunc(pixels));
