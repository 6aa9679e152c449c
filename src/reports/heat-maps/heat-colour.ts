import { at } from '../../core/index.ts';

/** Red, green and blue, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Matplotlib's `inferno` (Smith and van der Walt, 2015) at ten equal distances. */
const INFERNO: readonly Rgb[] = [
  [0x00, 0x00, 0x04],
  [0x1b, 0x0c, 0x42],
  [0x4b, 0x0c, 0x6b],
  [0x78, 0x1c, 0x6d],
  [0xa5, 0x2c, 0x60],
  [0xcf, 0x44, 0x46],
  [0xed, 0x69, 0x25],
  [0xfb, 0x9a, 0x06],
  [0xf7, 0xd0, 0x3c],
  [0xfc, 0xff, 0xa4],
];

/**
 * Returns the colour of a value in 0..1, from black over red to light yellow. Equal differences look equal, with any
 * colour vision and without colours, because the lightness rises evenly.
 */
export function heatColour(value: number): Rgb {
  const position = Math.min(1, Math.max(0, value)) * (INFERNO.length - 1);
  const index = Math.min(INFERNO.length - 2, Math.floor(position));
  const [low, high] = [at(INFERNO, index), at(INFERNO, index + 1)];
  const channel = (i: 0 | 1 | 2): number => Math.round(low[i] + (position - index) * (high[i] - low[i]));
  return [channel(0), channel(1), channel(2)];
}
