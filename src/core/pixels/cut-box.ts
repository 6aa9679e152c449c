import type { Box, PadMode, Pixels } from '../index.ts';

/** Returns the row or column of the image to copy to a position of the padded image; -1 for black. */
type Source = (position: number, length: number) => number;

const sources: Readonly<Record<PadMode, Source>> = {
  zeros: (i, n) => (i >= 0 && i < n ? i : -1),
  border: (i, n) => Math.min(n - 1, Math.max(0, i)),
  reflection: (i, n) => {
    if (n === 1) return 0;
    // Back and forth without repeating the ends: 0 1 2 1 0 1 2 … for three pixels.
    const period = 2 * (n - 1);
    const phase = ((i % period) + period) % period;
    return Math.min(phase, period - phase);
  },
};

/**
 * Returns a copy of the pixels inside a box. Any part of the box outside the image is padded. `reflection` mirrors at
 * the outermost pixels without repeating them, like numpy's `reflect`, which fastai uses.
 */
export function cutBox(pixels: Pixels, box: Box, padMode: PadMode): Pixels {
  const columns = Int32Array.from({ length: box.width }, (_, x) =>
    sources[padMode](box.left + x, pixels.width),
  );
  const data = new Uint8Array(box.height * box.width * 3);
  const rowBytes = pixels.width * 3;
  const inside = box.left >= 0 && box.left + box.width <= pixels.width;
  for (let y = 0; y < box.height; y++) {
    const row = sources[padMode](box.top + y, pixels.height);
    if (row < 0) continue;
    const from = row * rowBytes;
    const to = y * box.width * 3;
    if (inside) {
      data.set(pixels.data.subarray(from + box.left * 3, from + (box.left + box.width) * 3), to);
    } else {
      copyColumns(pixels.data.subarray(from, from + rowBytes), columns, data.subarray(to));
    }
  }
  return { height: box.height, width: box.width, data };
}

function copyColumns(row: Uint8Array, columns: Int32Array, into: Uint8Array): void {
  columns.forEach((column, x) => {
    if (column < 0) return;
    for (let channel = 0; channel < 3; channel++) into[x * 3 + channel] = row[column * 3 + channel] as number;
  });
}
