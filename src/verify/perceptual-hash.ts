import { at, type Pixels } from '../core/index.ts';

/** The side of the image that is transformed, the frequencies of each axis, and the side of the shape. */
const [SIDE, FREQUENCIES, SHAPE_SIDE] = [32, 8, 16];

/** The minimum standard deviation of luminance, in 0..255; images below it look like any other. */
const MIN_CONTRAST = 2;

/**
 * What an image looks like, whatever its size, compression and brightness.
 *
 * @category Verification
 */
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
 *
 * @category Verification
 */
export function perceptualHash(pixels: Pixels): PerceptualHash | null {
  const grey = reducedLuminance(pixels);
  const shape = normalized(halved(grey));
  return shape === null ? null : { bits: signsOf(lowFrequencies(grey)), shape };
}

/** Returns the mean luminance (ITU-R BT.601) of 32 × 32 areas; pixels at their edges count in part. */
function reducedLuminance({ data, height, width }: Pixels): Float64Array {
  const [columns, rows] = [weightsOf(width), weightsOf(height)];
  const means = new Float64Array(SIDE * SIDE);
  const reducedRow = new Float64Array(SIDE);
  let reducedFrom = -1;
  for (const [k, y] of rows.area.entries()) {
    const from = at(rows.from, k);
    // A row of pixels at an edge belongs to two areas.
    if (from !== reducedFrom) reduceRow(data.subarray(3 * from * width), columns, reducedRow);
    reducedFrom = from;
    const weight = at(rows.weight, k);
    for (let x = 0; x < SIDE; x++) {
      const i = y * SIDE + x;
      means[i] = (means[i] as number) + weight * (reducedRow[x] as number);
    }
  }
  return means;
}

function reduceRow(rgb: Uint8Array, { area, from, weight }: Weights, reduced: Float64Array): void {
  reduced.fill(0);
  for (let i = 0; i < area.length; i++) {
    const pixel = 3 * (from[i] as number);
    const luminance =
      0.299 * (rgb[pixel] as number) +
      0.587 * (rgb[pixel + 1] as number) +
      0.114 * (rgb[pixel + 2] as number);
    const x = area[i] as number;
    reduced[x] = (reduced[x] as number) + (weight[i] as number) * luminance;
  }
}

/** How pixels contribute to the means of areas: the area, the pixel, and its fraction of the area. */
interface Weights {
  readonly area: Int32Array;
  readonly from: Int32Array;
  readonly weight: Float64Array;
}

/** Divides a number of pixels into 32 areas. */
function weightsOf(length: number): Weights {
  const size = length / SIDE;
  const all = Array.from({ length: SIDE }, (_, area) => {
    const [start, end] = [area * size, (area + 1) * size];
    const first = Math.floor(start);
    return Array.from({ length: Math.min(length, Math.ceil(end)) - first }, (__, i) => {
      const from = first + i;
      return { area, from, weight: (Math.min(from + 1, end) - Math.max(from, start)) / size };
    });
  })
    .flat()
    .filter(({ weight }) => weight > 0);
  return {
    area: Int32Array.from(all, ({ area }) => area),
    from: Int32Array.from(all, ({ from }) => from),
    weight: Float64Array.from(all, ({ weight }) => weight),
  };
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
      for (let x = 0; x < SIDE; x++)
        sum += (grey[y * SIDE + x] as number) * (cosines[k * SIDE + x] as number);
      ofRows[k * SIDE + y] = sum;
    }
  return Array.from({ length: FREQUENCIES * FREQUENCIES }, (_, i) => {
    const [k, l] = [Math.floor(i / FREQUENCIES), i % FREQUENCIES];
    let sum = 0;
    for (let y = 0; y < SIDE; y++)
      sum += (ofRows[k * SIDE + y] as number) * (cosines[l * SIDE + y] as number);
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
