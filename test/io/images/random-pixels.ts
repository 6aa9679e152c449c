import { createRng, integer, type Pixels } from '../../../src/core/index.ts';

/** Noise: the hardest image for a resizing that is nearly right. */
export function randomPixels(height: number, width: number, seed: number): Pixels {
  const draw = createRng(seed).at('pixels').draws();
  return { height, width, data: Uint8Array.from({ length: height * width * 3 }, () => integer(draw, 256)) };
}

/** An image of numbers a row; each becomes an equal triple. */
export const greyRows = (rows: readonly (readonly number[])[]): Pixels => ({
  height: rows.length,
  width: rows[0]?.length ?? 0,
  data: Uint8Array.from(rows.flat().flatMap((value) => [value, value, value])),
});

/** The first channel, row by row. */
export const greysOf = ({ data, width, height }: Pixels): number[][] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => data[(y * width + x) * 3] ?? -1),
  );
