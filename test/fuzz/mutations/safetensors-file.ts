import type { Draw, StateArray } from '../../../src/core/index.ts';
import { encodeSafetensors, type SafetensorsFile } from '../../../src/io/models/safetensors.ts';
import { typedFile } from '../../io/models/typed-file.ts';
import { mutateJson } from './json.ts';
import { mutated, pick, type Mutated, type Mutation } from './mutated.ts';

/** Bytes before the header: its length. */
const PREFIX = 8;

export const bytesOf = (file: SafetensorsFile): Buffer => Buffer.concat(encodeSafetensors(file));

/** Changes the JSON header of an encoded file; its length is right again. */
export function mutateHeader(bytes: Uint8Array, draw: Draw): Mutated<Buffer> {
  const whole = Buffer.from(bytes);
  const end = PREFIX + Number(whole.readBigUInt64LE());
  const { value, how } = mutateJson(whole.toString('utf8', PREFIX, end), draw);
  const header = Buffer.from(value);
  const length = Buffer.alloc(PREFIX);
  length.writeBigUInt64LE(BigInt(header.length));
  return { value: Buffer.concat([length, header, whole.subarray(end)]), how: `header: ${how}` };
}

const NUMBERS = [NaN, Infinity, -Infinity, -1, 0, 0.5, 1e38, 1e-45, -0, 2 ** 31, 2 ** 24 + 1];
const SHAPES = [[], [0], [1], [3], [2, 2], [1, 1, 1, 1], [0, 2 ** 31], [2 ** 26, 2 ** 26, 0], [1, 3], [3, 1]];

/** Replaces an entry; null removes it. */
function withArray(
  { arrays, metadata }: SafetensorsFile,
  draw: Draw,
  change: (name: string, array: StateArray) => readonly [string, StateArray] | null,
): SafetensorsFile {
  if (arrays.size === 0) return { arrays, metadata };
  const chosen = pick(draw, [...arrays.keys()]);
  const entries = [...arrays].map(([name, array]) =>
    name === chosen ? change(name, array) : ([name, array] as const),
  );
  return { arrays: new Map(entries.filter((entry) => entry !== null)), metadata };
}

const mutations: Readonly<Record<string, Mutation<SafetensorsFile>>> = {
  'change values': (file, draw) =>
    withArray(file, draw, (name, { shape, data }) => {
      const value = pick(draw, NUMBERS);
      const isOne = draw() < 0.5;
      const at = Math.floor(draw() * data.length);
      return [name, { shape, data: data.map((each, i) => (!isOne || i === at ? value : each)) }];
    }),
  'change a shape': (file, draw) =>
    withArray(file, draw, (name) => {
      const shape = pick(draw, SHAPES);
      return [
        name,
        {
          shape,
          data: new Float32Array(
            Math.min(
              shape.reduce((a, b) => a * b, 1),
              1000,
            ),
          ),
        },
      ];
    }),
  'remove an array': (file, draw) => withArray(file, draw, () => null),
  'rename an array': (file, draw) =>
    withArray(file, draw, (name, array) => [
      pick(draw, [`${name}x`, name.slice(0, -1), '__proto__', '', 'hook/none/a', 'other/a', `model/${name}`]),
      array,
    ]),
  'add an array': ({ arrays, metadata }, draw) => ({
    arrays: new Map([
      ...arrays,
      [
        pick(draw, ['', 'a', '__proto__', 'hook/none/a', 'hook/a', 'other/a', 'model/a', 'optimizer/a/step']),
        { shape: [1], data: Float32Array.of(1) },
      ],
    ]),
    metadata,
  }),
  'exchange two arrays': (file, draw) => {
    const other = pick(draw, [...file.arrays.values()]);
    return withArray(file, draw, (name) => [name, other]);
  },
  'change metadata': ({ arrays, metadata }, draw) => {
    const keys = Object.keys(metadata);
    if (keys.length === 0) return { arrays, metadata };
    const key = pick(draw, keys);
    return { arrays, metadata: { ...metadata, [key]: mutateJson(metadata[key]!, draw).value } };
  },
};

/** Changes arrays and metadata of a file before it is encoded. */
export const mutateFile = (file: SafetensorsFile, draw: Draw): Mutated<SafetensorsFile> =>
  mutated(file, mutations, draw);

/** Bytes of a value of each type, of which some are not read. */
const TYPES = { F32: 4, F16: 2, BF16: 2, F64: 8, I64: 8, U8: 1 } as const;

/** Encodes a file with values of other types, which are random; some arrays get a name of which the integers are skipped. */
export function mutateTypes({ arrays, metadata }: SafetensorsFile, draw: Draw): Mutated<Buffer> {
  const types = (Object.keys(TYPES) as (keyof typeof TYPES)[]).slice(0, pick(draw, [4, 6]));
  const typed = [...arrays].map(([name, { shape, data }]) => {
    const isCount = draw() < 0.2;
    const dtype = isCount ? 'I64' : pick(draw, types);
    const length = TYPES[dtype] * data.length;
    const bytes = Uint8Array.from({ length }, () => Math.floor(256 * draw()));
    return { name: isCount ? `${name}.num_batches_tracked` : name, dtype, shape, bytes };
  });
  return { value: typedFile(typed, metadata), how: `types: ${typed.map(({ dtype }) => dtype).join(', ')}` };
}
