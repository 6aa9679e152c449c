/** The types of values that are read, and the bytes of one value. */
export const READ_TYPES = { F32: 4, F16: 2, BF16: 2, F64: 8 } as const;

/** The type of values in a file: floating point with 32, 16 or 64 bits, or with 16 bits and the range of float32. */
export type ValueType = keyof typeof READ_TYPES;

/** Returns whether values of this type are read. */
export const isValueType = (type: string): type is ValueType => Object.hasOwn(READ_TYPES, type);

/**
 * Converts little-endian values to float32: float16 and bfloat16 exactly, float64 to the nearest float32. Copies the bytes,
 * which need not be aligned.
 */
export function toFloat32(bytes: Uint8Array, type: ValueType): Float32Array {
  const { buffer } = new Uint8Array(bytes);
  switch (type) {
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return fromHalves(new Uint16Array(buffer));
    case 'BF16':
      return fromUpperHalves(new Uint16Array(buffer));
    case 'F64':
      return new Float32Array(new Float64Array(buffer));
  }
}

/** The exponents of float32 and of float16 are biased by 127 and 15. */
const REBIASED = 2 ** (127 - 15);
const HALF_EXPONENT = 0x7c00;
const EXPONENT = 0x7f800000;

/** Moves sign, exponent and fraction into place. The product is exact: float32 represents every float16. */
function fromHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] as number;
    const moved = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    const isFinite = (half & HALF_EXPONENT) !== HALF_EXPONENT;
    bits[i] = isFinite ? moved : moved | EXPONENT;
    if (isFinite) values[i] = (values[i] as number) * REBIASED;
  }
  return values;
}

/** A bfloat16 is the upper half of a float32. */
function fromUpperHalves(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16;
  return new Float32Array(bits.buffer);
}
