import * as E from 'fp-ts/lib/Either.js';
import { isRecord, type StateDict } from '../../core/index.ts';
import { encodeTensors, METADATA, PREFIX } from '../../core/safetensors/index.ts';
import { entriesIn, type Entry } from './safetensors-entries.ts';
import { isValueType, toFloat32 } from './safetensors-values.ts';

/** Bytes of the largest header: enough for 50,000 arrays. */
const MAX_HEADER = 10_000_000;
/** How deep a header is nested: the file, an array, its shape. */
const MAX_DEPTH = 3;

/** The contents of a safetensors file. */
export interface SafetensorsFile {
  readonly arrays: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Encodes arrays in the safetensors format, as float32 in the given order; see {@link encodeTensors}. */
export const encodeSafetensors = ({ arrays, metadata }: SafetensorsFile): readonly Uint8Array[] =>
  encodeTensors(
    [...arrays].map(([name, { shape, data }]) => ({ name, dtype: 'F32', shape, content: bytesOf(data) })),
    metadata,
  );

/**
 * Decodes a safetensors file, with the arrays in the order of their values, converted to float32. Skips the integers in
 * which PyTorch's batch normalization counts batches. Left: what is wrong with the file, or arrays of another type.
 */
export function decodeSafetensors(bytes: Uint8Array): E.Either<string, SafetensorsFile> {
  const header = headerIn(bytes);
  if (E.isLeft(header)) return header;
  const { entries, metadata } = header.right;

  const values = bytes.subarray(headerBytes(bytes));
  // An empty array starts at the same offset as the next one, and must come first.
  const sorted = [...entries].sort(
    ([, { data_offsets: a }], [, { data_offsets: b }]) => a[0] - b[0] || a[1] - b[1],
  );
  let end = 0;
  for (const [name, { data_offsets: offsets }] of sorted) {
    if (offsets[0] !== end)
      return E.left(`values of ${name} at ${String(offsets[0])} instead of ${String(end)}`);
    end = offsets[1];
  }
  if (end !== values.length) {
    const received = `${values.length} bytes of values instead of ${end}`;
    return E.left(values.length < end ? `a truncated file: ${received}` : received);
  }
  return E.right({
    arrays: new Map(
      sorted.flatMap(([name, { dtype, shape, data_offsets: offsets }]) =>
        isValueType(dtype) ? [[name, { shape, data: toFloat32(values.subarray(...offsets), dtype) }]] : [],
      ),
    ),
    metadata,
  });
}

/** Returns the bytes before the values, from the first {@link PREFIX} ones: at most those of the largest header. */
export const headerBytes = (bytes: Uint8Array): number =>
  bytes.length < PREFIX ? bytes.length : PREFIX + Math.min(MAX_HEADER + 1, lengthOfHeader(bytes));

/** Decodes the metadata of a file, of which the first {@link headerBytes} are enough. Left: what is wrong with it. */
export const decodeMetadata = (bytes: Uint8Array): E.Either<string, SafetensorsFile['metadata']> =>
  E.map(({ metadata }: Header) => metadata)(headerIn(bytes));

const lengthOfHeader = ({ buffer, byteOffset }: Uint8Array): number =>
  Number(new DataView(buffer, byteOffset).getBigUint64(0, true));

function headerIn(bytes: Uint8Array): E.Either<string, Header> {
  if (bytes.length < PREFIX) return E.left(`${String(bytes.length)} bytes, too few for a header`);
  const length = lengthOfHeader(bytes);
  // The first bytes of other formats, such as images, are no length.
  if (length > MAX_HEADER) return E.left('a file that is not a model');
  return length <= bytes.length - PREFIX
    ? headerOf(bytes.subarray(PREFIX, PREFIX + length))
    : E.left(`a truncated file: a header of ${length} bytes in a file of ${bytes.length}`);
}

const bytesOf = (data: Float32Array): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

interface Header extends Pick<SafetensorsFile, 'metadata'> {
  readonly entries: readonly (readonly [string, Entry])[];
}

function headerOf(json: Uint8Array): E.Either<string, Header> {
  // Parsing it could take a hundred times its size.
  if (depthOf(json) > MAX_DEPTH) return E.left('a header that is nested too deep');
  const parsed = E.tryCatch(
    () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json)) as unknown,
    () => 'a header that is not JSON',
  );
  if (E.isLeft(parsed)) return parsed;
  if (!isRecord(parsed.right)) return E.left('a header that is not a JSON object');
  const fields = Object.entries(parsed.right).filter(([name]) => name !== METADATA);
  const entries = entriesIn(fields);
  if (E.isLeft(entries)) return entries;
  const metadata = parsed.right[METADATA] ?? {};
  return isStrings(metadata)
    ? E.right({ entries: entries.right, metadata })
    : E.left(`metadata that are not strings: ${JSON.stringify(metadata)}`);
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, new Set([0x5b, 0x7b]), new Set([0x5d, 0x7d])];

/** Returns how deep brackets are nested in JSON text, outside of strings. */
function depthOf(json: Uint8Array): number {
  let [depth, deepest, isString] = [0, 0, false];
  for (let i = 0; i < json.length; i++) {
    const byte = json[i] as number;
    if (isString && byte === BACKSLASH) i++;
    else if (byte === QUOTE) isString = !isString;
    else if (!isString && OPEN.has(byte)) deepest = Math.max(deepest, ++depth);
    else if (!isString && CLOSE.has(byte)) depth--;
  }
  return deepest;
}

const isStrings = (value: unknown): value is Readonly<Record<string, string>> =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
