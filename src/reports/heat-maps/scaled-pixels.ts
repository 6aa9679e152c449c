import { at, range, type ImageSize, type Pixels } from '../../core/index.ts';

/**
 * Returns an image at another size: each new pixel is the mean of those that it covers, which for an integer enlargement
 * makes squares.
 */
export function scaledPixels({ height, width, data }: Pixels, size: ImageSize): Pixels {
  const scaled = new Uint8Array(size.height * size.width * 3);
  const columns = covered(width, size.width);
  covered(height, size.height).forEach((rows, row) => {
    columns.forEach((xs, column) => {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (const y of rows) for (const x of xs) sum += at(data, 3 * (y * width + x) + channel);
        scaled[3 * (row * size.width + column) + channel] = Math.round(sum / (rows.length * xs.length));
      }
    });
  });
  return { ...size, data: scaled };
}

/** Returns the positions whose centres lie in each new pixel, or the nearest one. */
const covered = (from: number, to: number): readonly (readonly number[])[] =>
  range(to).map((i) => {
    const first = Math.ceil((i * from) / to - 0.5);
    const end = Math.ceil(((i + 1) * from) / to - 0.5);
    const nearest = Math.min(from - 1, Math.floor(((i + 0.5) * from) / to));
    return end > first ? range(end - first).map((k) => first + k) : [nearest];
  });
