import { at, type Pixels } from '../core/index.ts';

/** The side of the image that is transformed, the frequencies of each axis, and the side of the shape. */
const [SIDE, FREQUENCIES, SHAPE_SIDE] = [32, 8, 16];

/** The least standard deviation of luminance, in 0..255, of an image that can be told from others. */
const MIN_CONTRAST = 2;

/** What an image looks like, whatever its size, compression and brightness. */
export interface PerceptualHash {
  /** The signs of the 8 × 8 lowest frequencies about their median, as two integers of 32 bits. */
  readonly bits: readonly [number, number];
  /** The luminance of 16 × 16 areas, with mean 0 and norm 1: the product of two is their correlation. */
  readonly shape: Float32Array;
}

/**
 * Returns the perceptual hash of an image; null for one of a single colour, which looks like any other.
 *
 * The bits are those of pHash: the discrete cosine transform of the luminance at 32 × 32 pixels (Zauner, "Implementation
 * and Benchmarking of Perceptual Image Hash Functions", 2010). The image is reduced by the means of areas.
 */
export function perceptualHash(pixels: Pixels): PerceptualHash | null {
  const grey = reducedLuminance(pixels);
  const shape = normalized(halved(grey));
  return shape === null ? null : { bits: signsOf(lowFrequencies(grey)), shape };
}

/** Returns the mean luminance (ITU-R BT.601) of 32 × 32 areas; pixels at their edges count in part. */
function reducedLuminance({ data, height, width }: Pixels): Float64Array {
  const columns = weightsOf(width);
  const rows = weightsOf(height);
  const means = new Float64Array(SIDE * SIDE);
  const row = new Float64Array(SIDE);
  let summed = -1;
  for (const { area: y, from, weight } of rows) {
    // A row of pixels at an edge belongs to two areas.
    if (summed !== from) {
      row.fill(0);
      for (const column of columns) {
        const i = 3 * (from * width + column.from);
        row[column.area] =
          at(row, column.area) +
          column.weight * (0.299 * at(data, i) + 0.587 * at(data, i + 1) + 0.114 * at(data, i + 2));
      }
      summed = from;
    }
    for (let x = 0; x < SIDE; x++) means[y * SIDE + x] = at(means, y * SIDE + x) + weight * at(row, x);
  }
  return means;
}

/** The fraction that a pixel contributes to the mean of an area. */
interface Weight {
  readonly area: number;
  readonly from: number;
  readonly weight: number;
}

/** Divides a number of pixels into 32 areas. */
function weightsOf(length: number): readonly Weight[] {
  const size = length / SIDE;
  return Array.from({ length: SIDE }, (_, area) => {
    const [start, end] = [area * size, (area + 1) * size];
    const first = Math.floor(start);
    return Array.from({ length: Math.min(length, Math.ceil(end)) - first }, (__, i) => {
      const from = first + i;
      return { area, from, weight: (Math.min(from + 1, end) - Math.max(from, start)) / size };
    });
  })
    .flat()
    .filter(({ weight }) => weight > 0);
}

/** Returns the means of 2 × 2 areas. */
function halved(grey: Float64Array): Float32Array {
  return Float32Array.from({ length: SHAPE_SIDE * SHAPE_SIDE }, (_, i) => {
    const first = 2 * Math.floor(i / SHAPE_SIDE) * SIDE + 2 * (i % SHAPE_SIDE);
    return (at(grey, first) + at(grey, first + 1) + at(grey, first + SIDE) + at(grey, first + SIDE + 1)) / 4;
  });
}

function normalized(shape: Float32Array): Float32Array | null {
  const mean = shape.reduce((sum, value) => sum + value, 0) / shape.length;
  const norm = Math.sqrt(shape.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return norm / SHAPE_SIDE < MIN_CONTRAST ? null : shape.map((value) => (value - mean) / norm);
}

/** `cos(π k (2 i + 1) / 64)` for each frequency k and position i. */
const cosines = Float64Array.from({ length: FREQUENCIES * SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / SIDE) * (2 * (i % SIDE) + 1)) / (2 * SIDE)),
);

/** Returns the 8 × 8 lowest frequencies of the cosine transform, without its constant factors. */
function lowFrequencies(grey: Float64Array): readonly number[] {
  const ofRows = new Float64Array(FREQUENCIES * SIDE);
  for (let k = 0; k < FREQUENCIES; k++)
    for (let y = 0; y < SIDE; y++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += at(grey, y * SIDE + x) * at(cosines, k * SIDE + x);
      ofRows[k * SIDE + y] = sum;
    }
  return Array.from({ length: FREQUENCIES * FREQUENCIES }, (_, i) => {
    const [k, l] = [Math.floor(i / FREQUENCIES), i % FREQUENCIES];
    let sum = 0;
    for (let y = 0; y < SIDE; y++) sum += at(ofRows, k * SIDE + y) * at(cosines, l * SIDE + y);
    return sum;
  });
}

/** Returns which frequencies are above their median; the first one, which is the brightness, is not compared. */
function signsOf(frequencies: readonly number[]): readonly [number, number] {
  const sorted = frequencies.slice(1).sort((a, b) => a - b);
  const median = at(sorted, (sorted.length - 1) / 2);
  const bits: [number, number] = [0, 0];
  frequencies.forEach((value, i) => {
    if (i > 0 && value > median) bits[i < 32 ? 0 : 1] |= 1 << (i % 32);
  });
  return bits;
}
