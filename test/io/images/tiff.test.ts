import * as E from 'fp-ts/lib/Either.js';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage } from '../../../src/io/index.ts';
import { tiffTags } from '../../../src/io/images/tiff/tiff-tags.ts';
import { tiffFile, type TiffParts } from '../../support/made-tiff.ts';
import { only } from '../../support/only.ts';

type Format = Pick<TiffParts, 'bits' | 'format'>;

const bytesOf = (
  values: Float32Array | Float64Array | Int8Array | Int16Array | Int32Array | Uint32Array,
): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

const float32: Format = { bits: 32, format: 3 };
const grey = (width: number, format: Format, data: Uint8Array): TiffParts => ({
  ...{ ...format, width, height: 1, channels: 1, photometric: 1, data },
});

async function decode(bytes: Uint8Array): Promise<readonly number[] | string> {
  const result = await only(decodeImage({ image: bytes, plan: () => [] }));
  return E.isLeft(result) ? result.left : [...result.right.pixels.data];
}

/** Returns the grey values; fails unless the channels are equal. */
async function greysOf(parts: TiffParts): Promise<readonly number[]> {
  const data = await decode(tiffFile(parts));
  if (typeof data === 'string') throw new Error(data);
  expect(data.every((value, i) => value === data[i - (i % 3)])).toBe(true);
  return data.filter((_, i) => i % 3 === 0);
}

describe('samples of 32 bits are scaled', () => {
  test('floating-point numbers from 0 to 1 are spread over 0 to 255', async () => {
    // 0.25 and 0.7 of 255 are 63.75 and 178.5.
    const values = Float32Array.of(0.25, 0.7, 0.5, 0.1);
    expect(await greysOf(grey(4, float32, bytesOf(values)))).toEqual([64, 178, 128, 26]);
  });

  test('other numbers by the range of the image', async () => {
    const floats = Float32Array.of(-10, 0, 30, 10);
    expect(await greysOf(grey(4, float32, bytesOf(floats)))).toEqual([0, 64, 255, 128]);
    const ints = Int32Array.of(-300, 700, 200, -300);
    expect(await greysOf(grey(4, { bits: 32, format: 2 }, bytesOf(ints)))).toEqual([0, 255, 128, 0]);
    const large = Uint32Array.of(4_000_000_000, 4_000_000_255, 4_000_000_007, 4_000_000_100);
    expect(await greysOf(grey(4, { bits: 32, format: 1 }, bytesOf(large)))).toEqual([0, 255, 7, 100]);
    const signed = Int8Array.of(-100, 100, 0, 50);
    expect(await greysOf(grey(4, { bits: 8, format: 2 }, bytesOf(signed)))).toEqual([0, 255, 128, 191]);
  });

  test('if white is zero, they are inverted', async () => {
    const values = Float32Array.of(0, 1, 0.25);
    expect(await greysOf({ ...grey(3, float32, bytesOf(values)), photometric: 0 })).toEqual([255, 0, 191]);
  });

  test('three channels have one range, and are not made brighter', async () => {
    const values = Float32Array.of(0, 0.5, 1, 0.25, 0.1, 0.2);
    const parts = { ...grey(2, float32, bytesOf(values)), channels: 3, photometric: 2 };
    expect(await decode(tiffFile(parts))).toEqual([0, 128, 255, 64, 26, 51]);
  });
});

describe('what cannot be scaled is skipped with the reason', () => {
  test.each<[string, TiffParts, RegExp]>([
    ['not finite', grey(2, float32, bytesOf(Float32Array.of(NaN, 1))), /values that are not finite$/],
    [
      'all equal',
      grey(2, float32, bytesOf(Float32Array.of(7, 7))),
      /values are all 7: their range cannot be scaled$/,
    ],
    [
      'floating-point numbers of 64 bits',
      grey(2, { bits: 64, format: 3 }, bytesOf(Float64Array.of(0, 1))),
      /kind of tiff$|floating-point samples of 64 bits/,
    ],
    [
      'of 16 bits',
      grey(2, { bits: 16, format: 3 }, bytesOf(Int16Array.of(0x3800, 0x3c00))),
      /with floating-point samples of 16 bits, which are not decoded: convert it to 8 bits$/,
    ],
    [
      'signed numbers of 16 bits',
      grey(2, { bits: 16, format: 2 }, bytesOf(Int16Array.of(-3, 1000))),
      /with signed samples of 16 bits/,
    ],
  ])('%s', async (_, parts, reason) => {
    expect(await decode(tiffFile(parts))).toMatch(reason);
  });
});

describe('YCbCr has its colours', () => {
  const [red, blue] = [
    [200, 50, 30],
    [20, 60, 220],
  ] as const;
  const expected = (pixel: number): readonly number[] => (pixel % 8 < 4 ? red : blue);
  const ycc = ([r, g, b]: readonly number[]): readonly number[] =>
    [
      0.299 * r! + 0.587 * g! + 0.114 * b!,
      128 - 0.168736 * r! - 0.331264 * g! + 0.5 * b!,
      128 + 0.5 * r! - 0.418688 * g! - 0.081312 * b!,
    ].map(Math.round);

  /** Returns an image of 8 × 4 pixels, the left half red, the right one blue. */
  function halves([across, down]: readonly [number, number]): TiffParts {
    const data: number[] = [];
    for (let y = 0; y < 4; y += down)
      for (let x = 0; x < 8; x += across) {
        const [luma, cb, cr] = ycc(expected(x));
        data.push(...new Array<number>(across * down).fill(luma!), cb!, cr!);
      }
    const parts = { width: 8, height: 4, bits: 8, format: 1, channels: 3, photometric: 6 } as const;
    return { ...parts, subsampling: [across, down], data: Uint8Array.from(data) };
  }

  const farthest = (data: readonly number[] | string): number =>
    typeof data === 'string'
      ? Infinity
      : data.reduce(
          (max, value, i) => Math.max(max, Math.abs(value - expected(Math.floor(i / 3))[i % 3]!)),
          0,
        );

  test.each([
    [1, 1],
    [2, 1],
    [1, 2],
    [2, 2],
    [4, 2],
  ] as const)('one colour for %d × %d pixels', async (across, down) => {
    expect(farthest(await decode(tiffFile(halves([across, down]))))).toBeLessThanOrEqual(2);
  });

  test('compressed by JPEG, in strips and tiles', async () => {
    const rgb = Uint8Array.from({ length: 8 * 4 * 3 }, (_, i) => expected(Math.floor(i / 3))[i % 3]!);
    const image = () =>
      sharp(rgb, { raw: { width: 8, height: 4, channels: 3 } }).resize(64, 32, { kernel: 'nearest' });
    for (const tile of [false, true]) {
      const tiff = await image()
        .tiff({ compression: 'jpeg', quality: 100, tile, tileWidth: 16, tileHeight: 16 })
        .toBuffer();
      const data = await decode(tiff);
      const corners = [0, 63].map((x) => (typeof data === 'string' ? data : data.slice(3 * x, 3 * x + 3)));
      corners.forEach((colour, i) =>
        [red, blue][i]!.forEach((value, c) => {
          expect(Math.abs(Number(colour[c]) - value)).toBeLessThan(6);
        }),
      );
    }
  });
});

test('the tags of a BigTIFF file in the other byte order, and of damaged ones', async () => {
  const file = Buffer.alloc(16 + 8 + 20 + 8);
  file.write('MM\0\x2b\0\x08\0\0', 0, 'latin1');
  file.writeBigUInt64BE(16n, 8);
  file.writeBigUInt64BE(1n, 16);
  file.writeUInt16BE(258, 24);
  file.writeUInt16BE(3, 26);
  file.writeBigUInt64BE(1n, 28);
  file.writeUInt16BE(32, 36);
  const read = (bytes: Uint8Array) => (at: number, count: number) =>
    Promise.resolve(bytes.subarray(at, at + count));
  expect(await tiffTags(read(file))).toEqual({
    ...{ bitsPerSample: 32, sampleFormat: 1, compression: 1, photometric: 1 },
  });
  expect(await tiffTags(read(file.subarray(0, 12)))).toBeNull();
  expect(await tiffTags(read(file.subarray(0, 20)))).toBeNull();
  file.writeBigUInt64BE(2n ** 63n, 8);
  expect(await tiffTags(read(file))).toBeNull();
});
