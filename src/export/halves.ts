import { badOption, MillraceError, roundHalfToEven, type StateArray } from '../core/index.ts';

/** The largest number of float16; half a step more is rounded to infinity. */
const MAX_HALF = 65504;
const TOO_LARGE = MAX_HALF + 16;

const SMALLEST_NORMAL = 2 ** -14;
const SMALLEST = 2 ** -24;
const FRACTION_BITS = 10;

/** Returns whether weights are stored in 16 bits: vectors are not, as they are small, and the most sensitive. */
export const isStoredInHalf = ({ shape }: StateArray, half: boolean): boolean => half && shape.length > 1;

/**
 * Returns the bits of numbers as float16, rounded to the nearest, of two equally near ones to the even one. Throws BadOption
 * for a number that is too large.
 */
export function toHalves(values: Float32Array): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    const size = Math.abs(value);
    if (size >= TOO_LARGE)
      throw new MillraceError(
        badOption('exportModel half', `weights up to ${MAX_HALF}`, String(value), 'Export without it.'),
      );
    if (size < SMALLEST_NORMAL) return sign | roundHalfToEven(size / SMALLEST);
    const exponent = Math.floor(Math.log2(size));
    const fraction = roundHalfToEven((size / 2 ** exponent) * 2 ** FRACTION_BITS);
    // A fraction that is rounded up to the next power of two carries into the exponent.
    return sign | (((exponent + 14) << FRACTION_BITS) + fraction);
  });
}

/** Returns the bytes of numbers in memory order. */
export const bytesOf = ({
  buffer,
  byteOffset,
  byteLength,
}: Float32Array | Float64Array | Int32Array | Uint16Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
