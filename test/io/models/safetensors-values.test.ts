import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { StateDict } from '../../../src/core/index.ts';
import { decodeSafetensors } from '../../../src/io/models/safetensors.ts';
import { toFloat32 } from '../../../src/io/models/safetensors-values.ts';
import { typedFile, type TypedArray } from './typed-file.ts';

const bytesOf = (values: Uint16Array | Float64Array): Uint8Array => new Uint8Array(values.buffer);
const decoded = (...arrays: readonly TypedArray[]): E.Either<string, StateDict> =>
  E.map(({ arrays }: { readonly arrays: StateDict }) => arrays)(decodeSafetensors(typedFile(arrays)));

/** The value of a float16 by its definition, in float64. */
function half(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 1024) % 32;
  const fraction = bits % 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? (sign * fraction) / 2 ** 24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The value of a bfloat16 by its definition, in float64. */
function brain(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor(bits / 128) % 256;
  const fraction = bits % 128;
  if (exponent === 255) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0
    ? (sign * fraction) / 128 / 2 ** 126
    : sign * (1 + fraction / 128) * 2 ** (exponent - 127);
}

describe('toFloat32', () => {
  const all = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);

  test.each([
    ['F16', half],
    ['BF16', brain],
  ] as const)('converts each of the 65,536 values of %s exactly', (type, valueOf) => {
    const values = toFloat32(bytesOf(all), type);
    expect(values.length).toBe(all.length);
    const wrong = all.filter((bits) => !Object.is(values[bits], valueOf(bits)));
    expect([...wrong]).toEqual([]);
  });

  test('F16: values of the standard', () => {
    // IEEE 754 binary16: 1, -2, the largest, the smallest normal and subnormal, -0.
    const bits = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000);
    expect([...toFloat32(bytesOf(bits), 'F16')]).toEqual([1, -2, 65504, 2 ** -14, 2 ** -24, -0]);
  });

  test('rounds F64 to the nearest F32', () => {
    const values = Float64Array.of(0.1, 1 + 2 ** -24, 1 + 3 * 2 ** -24, 1e300, -1e-300, NaN, 2 ** -149);
    expect([...toFloat32(bytesOf(values), 'F64')]).toEqual([
      ...[0.100000001490116119384765625, 1, 1 + 2 ** -22, Infinity, -0, NaN, 2 ** -149],
    ]);
  });
});

const count = (name: string): TypedArray => ({
  ...{ name, dtype: 'I64', shape: [], bytes: new Uint8Array(8) },
});

test('decodes arrays of several types in one file, also where they are not aligned', () => {
  const read = decoded(
    { name: 'h', dtype: 'F16', shape: [1], bytes: bytesOf(Uint16Array.of(0x3e00)) },
    { name: 'd', dtype: 'F64', shape: [1, 2], bytes: bytesOf(Float64Array.of(-2, 3)) },
    { name: 'b', dtype: 'BF16', shape: [1], bytes: bytesOf(Uint16Array.of(0x4040)) },
    { name: 'f', dtype: 'F32', shape: [], bytes: new Uint8Array(Float32Array.of(7).buffer) },
    { name: 'none', dtype: 'F16', shape: [0, 4], bytes: new Uint8Array() },
  );
  expect(read).toEqual(
    E.right(
      new Map([
        ['h', { shape: [1], data: Float32Array.of(1.5) }],
        ['d', { shape: [1, 2], data: Float32Array.of(-2, 3) }],
        ['b', { shape: [1], data: Float32Array.of(3) }],
        ['f', { shape: [], data: Float32Array.of(7) }],
        ['none', { shape: [0, 4], data: new Float32Array() }],
      ]),
    ),
  );
});

test('skips the counts of batch normalization, and no other integers', () => {
  expect(decoded(count('bn1.num_batches_tracked'), count('num_batches_tracked'))).toEqual(E.right(new Map()));
  const others = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ ...count(name) }));
  expect(decoded(count('num_batches_tracked'), ...others)).toEqual(
    E.left('values of other types than F32, F16, BF16 and F64: a (I64), b (I64), c (I64) and 2 more'),
  );
  expect(decoded({ ...count('num_batches_tracked'), dtype: 'I32' })).toMatchObject({
    left: expect.stringMatching(/: num_batches_tracked \(I32\)$/) as unknown,
  });
});

test.each(['F16', 'BF16', 'F64', 'F32'])('refuses %s with a shape that does not fit the bytes', (dtype) => {
  expect(decoded({ name: 'w', dtype, shape: [2], bytes: new Uint8Array(6) })).toMatchObject({
    left: expect.stringMatching(/^w is not an array whose shape matches its bytes/) as unknown,
  });
});

test('refuses a count of another size', () => {
  expect(E.isLeft(decoded({ ...count('num_batches_tracked'), bytes: new Uint8Array(4) }))).toBe(true);
});

test.each(['toString', '__proto__', ''])('refuses the type "%s"', (dtype) => {
  expect(decoded({ ...count('a'), dtype })).toMatchObject({
    left: expect.stringContaining('a (') as unknown,
  });
});
