/** Bytes of the header's length, which precedes it in little-endian order. */
export const PREFIX = 8;

/** The key of the metadata in a header. */
export const METADATA = '__metadata__';

/** An array of a safetensors file. */
export interface StoredTensor {
  readonly name: string;
  readonly dtype: 'F32' | 'F16';
  readonly shape: readonly number[];
  /** The elements in memory order, little-endian. */
  readonly content: Uint8Array;
}

/**
 * Encodes arrays in the safetensors format (Hugging Face, 2022): the length of a JSON header; the header, with the name,
 * type, shape and position of each array; then the values, in the given order.
 *
 * Returns consecutive parts of the file; the values share memory with the arrays.
 */
export function encodeTensors(
  tensors: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>>,
): readonly Uint8Array[] {
  let offset = 0;
  // Not one `JSON.stringify`: an object would put integer names first.
  const fields = tensors.map(({ name, dtype, shape, content }) => {
    const start = offset;
    offset += content.length;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [start, offset] })}`;
  });
  const json = new TextEncoder().encode(
    `{${[`"${METADATA}":${JSON.stringify(metadata)}`, ...fields].join(',')}}`,
  );
  // Trailing spaces align the values to 8 bytes.
  const length = Math.ceil(json.length / 8) * 8;
  const header = new Uint8Array(PREFIX + length).fill(SPACE);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, PREFIX);
  return [header, ...tensors.map(({ content }) => content)];
}

const SPACE = 0x20;
