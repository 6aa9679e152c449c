import { at, type HeatMap, type Pixels } from '../../core/index.ts';
import { enlargedMap } from './enlarged-map.ts';
import { heatColour } from './heat-colour.ts';

/** The weight of the colours; fastai's book uses 0.6. */
export const OPACITY = 0.6;
/** Rec. 601. */
const LUMA = [0.299, 0.587, 0.114] as const;

/**
 * Returns an image in grey under the colours of a map, which is enlarged to the image's size and divided by its maximum.
 * Without colours of its own the image cannot be mistaken for heat.
 */
export function heatOverlay(pixels: Pixels, map: HeatMap): Pixels {
  const { height, width, data } = pixels;
  const heat = enlargedMap(map, pixels);
  const mixed = new Uint8Array(data.length);
  heat.forEach((value, i) => {
    const grey = LUMA.reduce((sum, weight, channel) => sum + weight * at(data, 3 * i + channel), 0);
    heatColour(value).forEach((colour, channel) => {
      mixed[3 * i + channel] = Math.round((1 - OPACITY) * grey + OPACITY * colour);
    });
  });
  return { height, width, data: mixed };
}
