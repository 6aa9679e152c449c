import { at, createRng, integer, type Pixels } from '../../../src/core/index.ts';

/** Returns noise: the image on which an almost correct resize differs most. */
export function randomPixels(height: number, width: number, seed: number): Pixels {
  const draw = createRng(seed).at('pixels').draws();
  return { height, width, data: Uint8Array.from({ length: height * width * 3 }, () => integer(draw, 256)) };
}

/** Returns a grey image from rows of numbers. */
export const greyRows = (rows: readonly (readonly number[])[]): Pixels => ({
  height: rows.length,
  width: at(rows, 0).length,
  data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
});

/** Returns the first channel, row by row. */
export const greysOf = ({ data, width, height }: Pixels): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => at(data, (y * width + x) * 3)),
  );
