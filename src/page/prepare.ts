import type { AxisMap, ImageMap } from '../batches/index.ts';
import { MAX_SHORT_SIDE, type ImageSize, type Pixels } from '../core/index.ts';
import { carryOut } from '../core/pixels/index.ts';
import { itemSteps, type ItemTransform } from '../items/index.ts';

/** How images are prepared. */
export interface Preparing {
  readonly item: readonly ItemTransform[];
  readonly map: ImageMap;
}

/** Returns an image as validation prepares it: RGB in 0..255, `[H, W, 3]`. */
export function prepare(image: Pixels, { item, map }: Preparing): Float32Array {
  const pixels = reduced(image);
  const { data, width } = carryOut(pixels, itemSteps(item, pixels, null).steps);
  const lower = mapAxis(Float32Array.from(data), map.down, { before: 1, after: width * 3 });
  return mapAxis(lower, map.across, { before: map.down.taps.length, after: 3 });
}

/** Returns an image whose shorter side has at most 2048 pixels, as decoders of Millrace reduce it. */
function reduced(pixels: Pixels): Pixels {
  const { height, width } = pixels;
  const shorter = Math.min(height, width);
  if (shorter <= MAX_SHORT_SIDE) return pixels;
  const side = (length: number): number => Math.round((length * MAX_SHORT_SIDE) / shorter);
  const resizeTo: ImageSize = { height: side(height), width: side(width) };
  return carryOut(pixels, [{ box: { left: 0, top: 0, height, width }, padMode: 'zeros', resizeTo }]);
}

/** Maps the middle axis of `[before, from, after]` linearly. */
function mapAxis(
  data: Float32Array,
  { from, taps }: AxisMap,
  { before, after }: { readonly before: number; readonly after: number },
): Float32Array {
  const out = new Float32Array(before * taps.length * after);
  for (let i = 0; i < before; i++)
    taps.forEach((row, to) => {
      const target = (i * taps.length + to) * after;
      for (const [position, weight] of row) {
        const source = (i * from + position) * after;
        for (let k = 0; k < after; k++)
          out[target + k] = (out[target + k] as number) + weight * (data[source + k] as number);
      }
    });
  return out;
}
