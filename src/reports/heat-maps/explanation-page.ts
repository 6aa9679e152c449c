import { basename } from 'node:path';
import type { Drawing, Explanation, ImageSize } from '../../core/index.ts';
import { imageGrid } from '../image-grid.ts';
import { heatOverlay } from './heat-overlay.ts';
import { scaledPixels } from './scaled-pixels.ts';

/** Smaller images are enlarged by an integer factor up to this width, in pixels. */
const MIN_WIDTH = 320;

/**
 * Lays out an explanation as a page: the network's input, and beside it the same under the heat map, each enlarged.
 *
 * @category Drawings
 */
export function explanationPage({ path, label, probability, pixels, map }: Explanation): Drawing {
  const scale = Math.ceil(MIN_WIDTH / pixels.width);
  const size: ImageSize = { height: scale * pixels.height, width: scale * pixels.width };
  const enlarged = scaledPixels(pixels, size);
  const evidence = map.values.some((value) => value > 0) ? 'evidence' : 'no evidence';
  return imageGrid(
    [
      { pixels: enlarged, label: `input, ${pixels.height} × ${pixels.width}` },
      {
        pixels: heatOverlay(enlarged, map),
        label: `${evidence} for ${label}, ${map.height} × ${map.width}`,
      },
    ],
    { title: `${basename(path)}: ${label} ${probability.toFixed(4)}`, columns: 2 },
  );
}
