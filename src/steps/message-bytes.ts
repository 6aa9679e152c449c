import { elementCount, isRecord, type StateArray, type StateDict } from '../core/index.ts';

/** Plain data, and arrays by name: what one process sends to others. */
export interface Message {
  /** Plain JSON, also with numbers that are not finite. */
  readonly data: unknown;
  readonly arrays?: StateDict;
}

/** Returns a message as bytes: the length of its JSON, the JSON, and the arrays as float32. */
export function encodeMessage({ data, arrays = new Map() }: Message): Uint8Array {
  const shapes = [...arrays].map(([name, { shape }]) => [name, shape]);
  const json = new TextEncoder().encode(JSON.stringify({ data, shapes }, written));
  const values = [...arrays.values()].map(
    ({ data: { buffer, byteOffset, byteLength } }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  const bytes = new Uint8Array(4 + json.length + values.reduce((sum, { length }) => sum + length, 0));
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  values.reduce((offset, part) => {
    bytes.set(part, offset);
    return offset + part.length;
  }, 4 + json.length);
  return bytes;
}

/** Returns the message of {@link encodeMessage}. */
export function decodeMessage(bytes: Uint8Array): Required<Message> {
  const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const { data, shapes } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)), read) as {
    readonly data: unknown;
    readonly shapes: readonly (readonly [string, readonly number[]])[];
  };
  // A copy: the numbers may not be aligned.
  const values = new Float32Array(bytes.slice(start).buffer);
  let offset = 0;
  const arrays = shapes.map(([name, shape]): readonly [string, StateArray] => {
    const length = elementCount(shape);
    const array = { shape, data: values.slice(offset, offset + length) };
    offset += length;
    return [name, array];
  });
  return { data, arrays: new Map(arrays) };
}

/** The key of a number that JSON lacks. */
const NUMBER = '$number';

const written = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? { [NUMBER]: String(value) } : value;

const read = (_: string, value: unknown): unknown =>
  isRecord(value) && NUMBER in value ? Number(value[NUMBER]) : value;
