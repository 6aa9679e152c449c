import { MillraceError, type NamedArray, type NamedArrays } from '../core/index.ts';

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Named arrays as a safetensors file: the length of the header, the header as JSON, the values as 32-bit floats. */
export function toSafetensors(arrays: NamedArrays): Uint8Array {
  let offset = 0;
  const entries = [...arrays].map(([name, { shape, data }]): [string, Entry] => {
    const begin = offset;
    offset += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, offset] }];
  });
  const json = JSON.stringify(Object.fromEntries(entries));
  // Spaces, so that the values begin at a multiple of 8.
  const header = new TextEncoder().encode(json + ' '.repeat((8 - (json.length % 8)) % 8));
  const bytes = new Uint8Array(8 + header.length + offset);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  let position = 8 + header.length;
  for (const { data } of arrays.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

/** The arrays of a safetensors file; errors with BadData where it is not one, or holds other than 32-bit floats. */
export function fromSafetensors(bytes: Uint8Array, where: string): NamedArrays {
  const bad = (received: string): MillraceError =>
    new MillraceError({
      _tag: 'BadData',
      where,
      expected: 'a whole safetensors file of 32-bit floats',
      received,
      advice: 'Take the model.safetensors of a finished run.',
    });
  if (bytes.length < 8) throw bad(`${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) throw bad(`a header of ${length} bytes in a file of ${bytes.length}`);
  const entries = headerOf(new TextDecoder().decode(bytes.subarray(8, 8 + length)), bad);
  const values = bytes.slice(8 + length);
  const arrays = Object.entries(entries)
    .filter(([name]) => name !== '__metadata__')
    .map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [begin, end],
        },
      ]): [string, NamedArray] => {
        const count = shape.reduce((a, b) => a * b, 1);
        if (dtype !== 'F32') throw bad(`${name} as ${dtype}`);
        if (end - begin !== 4 * count || begin < 0 || end > values.length || begin % 4 !== 0)
          throw bad(`${name} at bytes ${begin} to ${end} of ${values.length}`);
        return [name, { shape, data: new Float32Array(values.buffer, begin, count) }];
      },
    );
  return new Map(arrays);
}

function headerOf(text: string, bad: (received: string) => MillraceError): Record<string, Entry> {
  try {
    return JSON.parse(text) as Record<string, Entry>;
  } catch {
    throw bad('a header that is not JSON');
  }
}
