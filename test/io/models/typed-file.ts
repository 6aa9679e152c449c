/** An array of any type in a safetensors file. */
export interface TypedArray {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** Returns a safetensors file with arrays of any type, in this order. */
export function typedFile(
  arrays: readonly TypedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  let end = 0;
  const entries = arrays.map(({ name, dtype, shape, bytes }) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: [start, end] }] as const;
  });
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...arrays.map(({ bytes }) => bytes)]);
}
