import type { ImageSize } from '../../core/index.ts';
import { areaShrunkSize } from './area-shrunk-size.ts';

/**
 * {@link areaShrunkSize} in whole steps: images are shrunk by averaging 2×2, 3×3, … pixels, and not at all where less
 * would be enough. What is only a little too large stays sharp, and costs nothing.
 */
export function wholeShrunkSize(size: ImageSize, outWidth: number, span: number): ImageSize | null {
  const shrunk = areaShrunkSize(size, outWidth, span);
  const factor = shrunk === null ? 1 : Math.floor(size.width / shrunk.width);
  return factor === 1
    ? null
    : { height: Math.floor(size.height / factor), width: Math.floor(size.width / factor) };
}
