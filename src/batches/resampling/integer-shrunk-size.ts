import type { ImageSize } from '../../core/index.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';

/**
 * Returns {@link areaShrunkSize} with an integer factor: images are shrunk by averaging 2×2, 3×3, … pixels, or not at
 * all. Images that are only slightly too large stay sharp, at no cost.
 */
export function integerShrunkSize(size: ImageSize, outWidth: number, span: number): ImageSize | null {
  const shrunk = areaShrunkSize(size, outWidth, span);
  const factor = shrunk === null ? 1 : Math.floor(size.width / shrunk.width);
  return factor === 1
    ? null
    : { height: Math.floor(size.height / factor), width: Math.floor(size.width / factor) };
}
