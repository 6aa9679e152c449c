import type { ImageSize } from '../../core/index.ts';

/**
 * Returns the size to which fastai shrinks images by area averaging before it samples them (_grid_sample's "hack to get
 * smoother downwards resampling"). Returns null unless they are more than twice as large as needed, and not zoomed in.
 *
 * @param size of the images
 * @param outWidth width of the output, in pixels. As in fastai, the height is compared with it, and the width with 2:
 *   a slip (it confuses the axes of coordinates and of images) that fastai's results depend on.
 * @param span the range of the sampled coordinates over both axes and all images; 2 is the full image
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
