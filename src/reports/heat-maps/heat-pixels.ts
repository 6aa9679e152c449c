import type { HeatMap, ImageSize, Pixels } from '../../core/index.ts';
import { enlargedMap } from './enlarged-map.ts';
import { heatColour } from './heat-colour.ts';

/** Returns the colours of a map at another size, without an image. */
export const heatPixels = (map: HeatMap, size: ImageSize): Pixels => ({
  height: size.height,
  width: size.width,
  data: Uint8Array.from([...enlargedMap(map, size)].flatMap(heatColour)),
});
