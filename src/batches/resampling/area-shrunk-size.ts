import type { ImageSize } from '../../core/index.ts';

/**
 * The size to which fastai first shrinks images by averaging areas, before they are sampled (_grid_sample's "hack to
 * get smoother downwards resampling"), or null: they are more than twice too large, and not zoomed into.
 *
 * @param size of the images
 * @param outWidth width of the output, in pixels. That the height too is compared with it, and the width with 2, is a
 *   slip of fastai's (it takes the axes of coordinates for those of images) which its results depend on.
 * @param span between the least and the greatest coordinate looked at, of both axes and all images; 2 is the whole
 */
export function areaShrunkSize(
  { height, width }: ImageSize,
  outWidth: number,
  span: number,
): ImageSize | null {
  const shrink = Math.min(height / outWidth, width / 2) / 2;
  if (!(shrink > 1 && shrink > 2 / span)) return null;
  return { height: Math.floor(height * (1 / shrink)), width: Math.floor(width * (1 / shrink)) };
}
