import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import type { StateArray } from '../../../src/core/index.ts';
import { decodeSafetensors, encodeSafetensors } from '../../../src/io/models/safetensors.ts';

const metadata = { format: 'millrace' };
const array = (shape: readonly number[], ...values: readonly number[]): StateArray => ({
  shape,
  data: Float32Array.from(values),
});

/** Builds a file by hand: length, header, values. */
function file(header: unknown, values: readonly number[] = []): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, Buffer.from(Float32Array.from(values).buffer)]);
}

const f32 = (shape: readonly number[], start: number, end: number): unknown => ({
  dtype: 'F32',
  shape,
  data_offsets: [start, end],
});

describe('safetensors', () => {
  test('decodes what it encodes, in the same order', () => {
    const arrays = new Map([
      ['10', array([2, 1], 1.5, -2)],
      ['2', array([0])],
      ['stem "0" é', array([], 3)],
      ['__proto__', array([3], NaN, Infinity, -0)],
    ]);
    const read = decodeSafetensors(Buffer.concat(encodeSafetensors({ arrays, metadata })));
    expect(read).toEqual(E.right({ arrays, metadata }));
    expect(E.isRight(read) && [...read.right.arrays.keys()]).toEqual([...arrays.keys()]);
  });

  test('writes the bytes that the format prescribes', () => {
    const [header = new Uint8Array(), values] = encodeSafetensors({
      arrays: new Map([['w', array([1], 1)]]),
      metadata,
    });
    const json =
      '{"__metadata__":{"format":"millrace"},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect(header.length % 8).toBe(0);
    expect(Buffer.from(header).readBigUInt64LE()).toBe(BigInt(header.length - 8));
    expect(Buffer.from(header).toString('utf8', 8).trimEnd()).toBe(json);
    expect([...(values ?? [])]).toEqual([0, 0, 0x80, 0x3f]);
  });

  test('encodes only the values of an array that is a view of a larger buffer', () => {
    const data = Float32Array.from([7, 8, 9]).subarray(1, 2);
    const [, values] = encodeSafetensors({
      arrays: new Map([['w', { shape: [1], data }]]),
      metadata: {},
    });
    expect(values).toEqual(new Uint8Array(Float32Array.of(8).buffer));
  });

  test('reads unaligned values, and values in another order than the header', () => {
    const read = decodeSafetensors(file({ b: f32([1], 4, 8), a: f32([1], 0, 4), z: f32([0], 0, 0) }, [1, 2]));
    expect(read).toEqual(
      E.right({
        arrays: new Map([
          ['z', array([0])],
          ['a', array([1], 1)],
          ['b', array([1], 2)],
        ]),
        metadata: {},
      }),
    );
  });

  const wrong: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['an empty file', new Uint8Array(), /too few/],
    ['a header longer than the file', file('{}').subarray(0, 9), /header of 2 bytes/],
    ['a header of many bytes', Buffer.alloc(64, 0xff), /^a file that is not a model$/],
    ['a header of brackets', file('['.repeat(9_000_000)), /nested too deep/],
    ['a header that is deeper than any', file({ a: { shape: [[1]] } }), /nested too deep/],
    ['a header that is not JSON', file('{"a":'), /not JSON/],
    ['a header that is not text', Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0xff])]), /not JSON/],
    ['a header that is a list', file('[]'), /not a JSON object/],
    ['a shape that does not fit', file({ w: f32([2], 0, 4) }, [1]), /^w is not an array whose/],
    ['a negative shape', file({ w: f32([-1, -1], 0, 4) }, [1]), /^w is not an array whose/],
    ['a missing offset', file({ w: { dtype: 'F32', shape: [1] } }, [1]), /^w is not an array whose/],
    ['metadata that are not strings', file({ __metadata__: { a: 1 } }), /metadata that are not strings/],
    ['null instead of an array', file({ w: null }), /^w is not an array whose/],
    [
      'a gap between values',
      file({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, [1, 2, 3]),
      /b at 8 instead of 4/,
    ],
    ['overlapping values', file({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, [1, 2]), /b at 4 instead of 8/],
    ['missing values', file({ a: f32([2], 0, 8) }, [1]), /4 bytes of values instead of 8/],
    ['extra values', file({ a: f32([1], 0, 4) }, [1, 2]), /8 bytes of values instead of 4/],
  ];
  test.each(wrong)('rejects %s', (_, bytes, reason) => {
    const read = decodeSafetensors(bytes);
    expect(E.isLeft(read) ? read.left : 'accepted').toMatch(reason);
  });
});
