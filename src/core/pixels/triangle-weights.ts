/** Fractional bits of a weight: 255 · 2^22 still fits in 31 bits. */
export const WEIGHT_BITS = 22;

/** For each pixel of a resized row: its first source pixel, the number of source pixels, and their weights. */
export interface TriangleWeights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` elements per output pixel, of which `count` are used; fixed point, where 2^22 is 1. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * Returns the weights that resize a row of `length` pixels to `size`: a triangle around the centre of the output pixel,
 * one pixel to each side, widened by the factor by which the row shrinks (antialiasing). Pixels outside the row have no
 * weight. This is Pillow's BILINEAR, exact to the last bit of its fixed point.
 */
export function triangleWeights(length: number, size: number): TriangleWeights {
  const scale = length / size;
  const reach = Math.max(1, scale);
  const stride = Math.ceil(reach) * 2 + 1;
  const first = new Int32Array(size);
  const count = new Int32Array(size);
  const weights = new Int32Array(size * stride);
  for (let i = 0; i < size; i++) {
    const centre = (i + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - reach + 0.5));
    const high = Math.min(length, Math.trunc(centre + reach + 0.5));
    const heights = Array.from({ length: high - low }, (_, k) =>
      Math.max(0, 1 - Math.abs(low + k - centre + 0.5) / reach),
    );
    const sum = heights.reduce((a, b) => a + b, 0);
    first[i] = low;
    count[i] = high - low;
    heights.forEach((height, k) => {
      weights[i * stride + k] = Math.trunc((height / sum) * 2 ** WEIGHT_BITS + 0.5);
    });
  }
  return { first, count, weights, stride };
}
