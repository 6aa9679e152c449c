import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { decodeImage, thumbnail } from '../../../src/io/index.ts';
import { bmpFile, bmpRows, type BmpParts } from '../../support/made-bmp.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const decode = (image: Uint8Array | string) => only(decodeImage({ image, plan: () => [] }));

/** Returns the pixels, row by row, each as six digits. */
async function coloursOf(parts: BmpParts): Promise<readonly string[]> {
  const result = await decode(bmpFile(parts));
  if (E.isLeft(result)) throw new Error(result.left);
  const { width, data } = result.right.pixels;
  const hex = Buffer.from(data).toString('hex');
  const rows = hex.match(new RegExp(`.{${6 * width}}`, 'g')) ?? [];
  return rows.map((row) => row.match(/.{6}/g)!.join(' '));
}

const reasonOf = async (bytes: Uint8Array): Promise<string> => {
  const result = await decode(bytes);
  return E.isLeft(result) ? result.left : 'decoded';
};

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;
const GREY = [10, 20, 30] as const;
const palette = [RED, GREEN, BLUE, GREY];

/** Three pixels wide, two high. */
const picture = ['ff0000 00ff00 0000ff', '0a141e 0000ff 00ff00'];
const size = { width: 3, height: 2 };
const bgr = (...colours: readonly (readonly number[])[]): number[] =>
  colours.flatMap(([r, g, b]) => [b!, g!, r!]);
const bgrx = (...colours: readonly (readonly number[])[]): number[] =>
  colours.flatMap(([r, g, b]) => [b!, g!, r!, 99]);
const upper = [RED, GREEN, BLUE];
const lower = [GREY, BLUE, GREEN];

describe('BMP of every kind has the same pixels', () => {
  test.each<[string, BmpParts]>([
    ['24 bits', { ...size, bits: 24, data: bmpRows(bgr(...lower), bgr(...upper)) }],
    ['the upper row first', { ...size, height: -2, bits: 24, data: bmpRows(bgr(...upper), bgr(...lower)) }],
    [
      '32 bits; the fourth byte is dropped',
      { ...size, bits: 32, data: bmpRows(bgrx(...lower), bgrx(...upper)) },
    ],
    ['8 bits', { ...size, bits: 8, palette, data: bmpRows([3, 2, 1], [0, 1, 2]) }],
    ['4 bits', { ...size, bits: 4, palette, data: bmpRows([0x32, 0x10], [0x01, 0x20]) }],
    ['2 bits', { ...size, bits: 2, palette, data: bmpRows([0b11100100], [0b00011000]) }],
    ['OS/2', { ...size, bits: 24, headerSize: 12, data: bmpRows(bgr(...lower), bgr(...upper)) }],
    ['OS/2, 8 bits', { ...size, bits: 8, headerSize: 12, palette, data: bmpRows([3, 2, 1], [0, 1, 2]) }],
    ['Windows 5', { ...size, bits: 24, headerSize: 124, data: bmpRows(bgr(...lower), bgr(...upper)) }],
    [
      'masks of 32 bits, red in the lowest byte',
      {
        ...{ ...size, bits: 32, compression: 3, masks: [0xff, 0xff00, 0xff0000] },
        data: bmpRows(
          lower.flatMap((colour) => [...colour, 7]),
          upper.flatMap((colour) => [...colour, 7]),
        ),
      },
    ],
    [
      'masks in a header of Windows 4',
      {
        ...{ ...size, bits: 32, compression: 3, masks: [0xff00, 0xff0000, 0xff000000], headerSize: 108 },
        data: bmpRows(
          lower.flatMap((colour) => [7, ...colour]),
          upper.flatMap((colour) => [7, ...colour]),
        ),
      },
    ],
    [
      'runs of 8 bits: single pixels and their padding, runs, the end of a row and of the image',
      {
        ...{ ...size, bits: 8, palette, compression: 1 },
        data: Buffer.from([0, 3, 3, 2, 1, 0, 0, 0, 1, 0, 1, 1, 9, 2, 0, 0, 0, 1]),
      },
    ],
    [
      'runs of 4 bits, without a mark for the end',
      {
        ...{ ...size, bits: 4, palette, compression: 2 },
        data: Buffer.from([0, 3, 0x32, 0x10, 0, 0, 2, 0x01, 1, 0x20]),
      },
    ],
  ])('%s', async (_, parts) => {
    expect(await coloursOf(parts)).toEqual(picture);
  });

  test('1 bit, and more pixels than a byte has', async () => {
    const data = bmpRows([0b01010101, 0b01000000]);
    expect(await coloursOf({ width: 10, height: 1, bits: 1, palette: [RED, GREEN], data })).toEqual([
      'ff0000 00ff00 ff0000 00ff00 ff0000 00ff00 ff0000 00ff00 ff0000 00ff00',
    ]);
  });

  test('16 bits: five of each channel, or by masks five, six and five', async () => {
    const words = (...values: readonly number[]) => bmpRows(values.flatMap((v) => [v & 255, v >> 8]));
    const of555 = words(0x7c00, 0x03e0, 0x001f, 0x7fff, (7 << 10) | (15 << 5) | 1);
    // 7, 15 and 1 of 31 are 57.6, 123.4 and 8.2 of 255.
    expect(await coloursOf({ width: 5, height: 1, bits: 16, data: of555 })).toEqual([
      'ff0000 00ff00 0000ff ffffff 397b08',
    ]);
    const of565 = words(0xf800, 0x07e0, 0x001f, 0xffff, (7 << 11) | (31 << 5) | 1);
    const masks = [0xf800, 0x07e0, 0x001f];
    // 31 of 63 is 125.5 of 255.
    expect(await coloursOf({ width: 5, height: 1, bits: 16, compression: 3, masks, data: of565 })).toEqual([
      'ff0000 00ff00 0000ff ffffff 397d08',
    ]);
  });

  test('pixels that runs skip have the first colour; runs end with the row; a position beyond the palette is black', async () => {
    // One right and one down, then a run that is too long, then the end of the image.
    const data = Buffer.from([0, 2, 1, 1, 9, 1, 0, 1]);
    expect(await coloursOf({ width: 3, height: 3, bits: 8, compression: 1, palette, data })).toEqual([
      'ff0000 ff0000 ff0000',
      'ff0000 00ff00 00ff00',
      'ff0000 ff0000 ff0000',
    ]);
    expect(await coloursOf({ ...size, bits: 8, palette, data: bmpRows([9, 9, 9], [0, 0, 0]) })).toEqual([
      'ff0000 ff0000 ff0000',
      '000000 000000 000000',
    ]);
  });

  test('the last row may lack its padding', async () => {
    const rows = bmpRows(bgr(...lower), bgr(...upper));
    expect(await coloursOf({ ...size, bits: 24, data: rows.subarray(0, -3) })).toEqual(picture);
  });
});

describe('a BMP that cannot be decoded', () => {
  const whole: BmpParts = { ...size, bits: 24, data: bmpRows(bgr(...lower), bgr(...upper)) };

  test('truncated at any byte', async () => {
    const bytes = bmpFile(whole);
    for (let length = 18; length < bytes.length - 3; length++)
      expect(await reasonOf(bytes.subarray(0, length))).toBe('cannot be decoded: a truncated BMP image');
    const runs = bmpFile({
      ...size,
      bits: 8,
      palette,
      compression: 1,
      data: Buffer.from([3, 1, 0, 0, 2, 1]),
    });
    expect(await reasonOf(runs)).toBe('cannot be decoded: a truncated BMP image');
  });

  test('of a kind that no program writes, or with JPEG inside', async () => {
    expect(await reasonOf(bmpFile({ ...whole, bits: 23 }))).toBe(
      'cannot be decoded: a BMP image of 23 bits per pixel',
    );
    expect(await reasonOf(bmpFile({ ...whole, compression: 4 }))).toBe(
      'cannot be decoded: a BMP image of 24 bits per pixel with compression 4, which is not decoded',
    );
    expect(await reasonOf(bmpFile({ ...whole, width: 0 }))).toBe(
      'cannot be decoded: a BMP image of 0 × 2 pixels',
    );
  });

  test('that declares more pixels than it has takes no memory', async () => {
    const before = process.memoryUsage.rss();
    expect(await reasonOf(bmpFile({ ...whole, width: 13_000, height: 13_000 }))).toBe(
      'cannot be decoded: a truncated BMP image',
    );
    expect(await reasonOf(bmpFile({ ...whole, width: 2 ** 31 - 1, height: -(2 ** 31) }))).toMatch(
      /at most 178,956,970 pixels$/,
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(100e6);
  });

  test('a text that begins with BM is no image', async () => {
    expect(await reasonOf(Buffer.from('BMW 320i, 1998: a list of parts'))).toMatch(/not a jpg, png/);
  });
});

test('one whose shorter side exceeds 2048 pixels is reduced to that size', async () => {
  const side = 2100;
  const row = new Array<number>(Math.ceil(side / 8)).fill(0b10101010);
  const data = bmpRows(...new Array<number[]>(side).fill(row));
  const bytes = bmpFile({ width: side, height: side, bits: 1, palette: [GREY, GREY], data });
  const result = await decode(bytes);
  if (E.isLeft(result)) throw new Error(result.left);
  const { width, height, data: rgb } = result.right.pixels;
  expect([width, height, ...rgb.slice(0, 3)]).toEqual([2048, 2048, ...GREY]);
});

test('a BMP named .jpg, as a path: resized as other images are, and drawn in the report', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'photo.jpg');
  const [width, height] = [90, 70];
  const values = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => [2 * x, y, 255 - x]).flat(),
  );
  writeFileSync(path, bmpFile({ width, height: -height, bits: 24, data: bmpRows(...values) }));
  const plan = () => [
    {
      box: { left: 0, top: 0, height, width },
      padMode: 'zeros' as const,
      resizeTo: { height: 20, width: 30 },
    },
  ];
  const stored = values.flat();
  const rgb = Uint8Array.from(stored, (_, i) => stored[i - (i % 3) + 2 - (i % 3)]!);
  const png = await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  const result = await only(decodeImage({ image: path, plan }));
  expect(result).toEqual(await only(decodeImage({ image: png, plan })));
  expect(E.isRight(result)).toBe(true);
  expect(E.isRight(await only(thumbnail(path)))).toBe(true);
});
