/**
 * Writes float32 values, given by their bits, as bfloat16: the upper 16 bits of each, rounded to nearest, ties to even.
 * NaN stays NaN.
 */
export function toBfloat16(bits: Uint32Array, result: Uint16Array): void {
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] as number;
    // A NaN with few low bits set would become an infinity.
    result[i] =
      (value & 0x7fffffff) > 0x7f800000
        ? (value >>> 16) | 0x40
        : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
}

/** Writes bfloat16 values as the bits of float32 values. */
export function fromBfloat16(values: Uint16Array, result: Uint32Array): void {
  for (let i = 0; i < values.length; i++) result[i] = (values[i] as number) << 16;
}
