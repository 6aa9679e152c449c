import { at } from '../core/index.ts';
import type { Shape } from '../nn/for-inference.ts';

/**
 * Returns the zeros on each side with which average pooling covers the whole image, if they are not counted: most of them at
 * the right and at the bottom.
 *
 * @param shape of the image, `[H, W, C]`
 */
export function averagePadding(
  { size, stride }: { readonly size: number; readonly stride: number },
  shape: Shape,
): readonly [top: number, left: number, bottom: number, right: number] {
  const missing = (side: number): number =>
    Math.max(0, (Math.ceil(side / stride) - 1) * stride + size - side);
  const [down, across] = [missing(at(shape, 0)), missing(at(shape, 1))];
  const [top, left] = [Math.floor(down / 2), Math.floor(across / 2)];
  return [top, left, down - top, across - left];
}
