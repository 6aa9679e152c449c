import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { at, CORRUPT_JPEG, type Decoded, type Pixels, type ResizePlan } from '../../../src/core/index.ts';
import { decodeImage } from '../../../src/io/index.ts';
import { withStrayBytes } from '../../support/damaged-jpegs.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { greysOf, randomPixels } from './random-pixels.ts';

const asItIs: ResizePlan = () => [];

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => {
  folder[Symbol.dispose]();
});

/** Decodes a file with these bytes. */
function decodeBytes(
  name: string,
  bytes: Uint8Array | string,
  plan = asItIs,
): Promise<E.Either<string, Decoded>> {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  return only(decodeImage({ image: path, plan }));
}

const pixelsOf = async (name: string, image: Sharp, plan = asItIs): Promise<Pixels> => {
  const result = await decodeBytes(name, await image.toBuffer(), plan);
  if (E.isLeft(result)) throw new Error(result.left);
  return result.right.pixels;
};

/** 3 wide, 2 high: red green blue, black grey white. */
const six = [255, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 128, 128, 128, 255, 255, 255];
const rgb = (data = six, height = 2, width = 3): Sharp =>
  sharp(Uint8Array.from(data), { raw: { height, width, channels: 3 } });

const plain = (red: number, green: number, blue: number, alpha?: number): Sharp =>
  sharp({
    create:
      alpha === undefined
        ? { width: 16, height: 16, channels: 3, background: { r: red, g: green, b: blue } }
        : { width: 16, height: 16, channels: 4, background: { r: red, g: green, b: blue, alpha } },
  });

/** Returns the largest distance of any value from a colour. */
const distance = ({ data }: Pixels, colour: readonly [number, number, number]): number =>
  data.reduce((max, value, i) => Math.max(max, Math.abs(value - at(colour, i % 3))), 0);

describe('every image format becomes 8-bit RGB', () => {
  const lossless: readonly (readonly [string, () => Sharp])[] = [
    ['a.png', () => rgb().png()],
    ['palette.png', () => rgb().png({ palette: true })],
    ['a.webp', () => rgb().webp({ lossless: true })],
    ['a.gif', () => rgb().gif()],
    ['a.tiff', () => rgb().tiff({ compression: 'lzw' })],
    ['16bit.png', () => rgb().toColourspace('rgb16').png()],
  ];
  test.each(lossless)('%s', async (name, make) => {
    expect(await pixelsOf(name, make())).toEqual({ height: 2, width: 3, data: Uint8Array.from(six) });
  });

  test('avif', async () => {
    expect(distance(await pixelsOf('a.avif', plain(200, 50, 30).avif()), [200, 50, 30])).toBeLessThan(6);
  });

  test('the content decides the format, not the file extension', async () => {
    expect((await pixelsOf('png-inside.jpg', rgb().png())).width).toBe(3);
  });

  test('grey of 8 and of 16 bits becomes three equal channels', async () => {
    const grey = await pixelsOf('grey.jpg', plain(90, 90, 90).grayscale().jpeg());
    expect([grey.data.length, distance(grey, [90, 90, 90])]).toEqual([768, 0]);
    const deep = await pixelsOf('grey16.png', plain(90, 90, 90).toColourspace('grey16').png());
    expect([deep.data.length, distance(deep, [90, 90, 90]) <= 1]).toEqual([768, true]);
  });

  test('CMYK is converted', async () => {
    const image = await pixelsOf('cmyk.jpg', plain(200, 50, 30).toColourspace('cmyk').jpeg({ quality: 100 }));
    expect(image.data.length).toBe(768);
    // Printing inks do not reach every colour.
    expect(distance(image, [200, 50, 30])).toBeLessThan(40);
  });

  test('transparency is dropped, not blended', async () => {
    expect(distance(await pixelsOf('alpha.png', plain(200, 50, 30, 0.2).png()), [200, 50, 30])).toBe(0);
    expect(distance(await pixelsOf('clear.png', plain(200, 50, 30, 0).png()), [200, 50, 30])).toBe(0);
  });

  test('transparency is dropped from a large image before it is reduced', async () => {
    const large = sharp({
      create: { width: 2300, height: 2100, channels: 4, background: { r: 200, g: 50, b: 30, alpha: 0 } },
    });
    const image = await pixelsOf('large-clear.png', large.png({ compressionLevel: 1 }));
    expect([image.height, distance(image, [200, 50, 30])]).toEqual([2048, 0]);
  });

  test.each([
    [2048, 2048],
    [2048, 2300],
    [900, 5000],
  ])('transparency is dropped from %d × %d pixels, which are not reduced', async (height, width) => {
    const { data } = randomPixels(height, width, 1);
    const opaque = sharp(data, { raw: { height, width, channels: 3 } });
    const mask = Buffer.alloc(height * width, 0);
    const image = opaque.joinChannel(mask, { raw: { height, width, channels: 1 } });
    const pixels = await pixelsOf(`clear-${width}.png`, image.png({ compressionLevel: 1 }));
    expect(Buffer.compare(Buffer.from(pixels.data), Buffer.from(data))).toBe(0);
  });

  test('a JPEG with stray bytes between its parts is read', async () => {
    const jpeg = await plain(90, 90, 90).jpeg().toBuffer();
    const clean = await decodeBytes('clean.jpg', jpeg);
    expect(await decodeBytes('stray.jpg', withStrayBytes(jpeg))).toEqual(
      E.map((decoded: Decoded) => ({ ...decoded, damage: CORRUPT_JPEG }))(clean),
    );
  });

  test('an animation becomes its first frame', async () => {
    const frames = [...Array<number>(12).fill(10), ...Array<number>(12).fill(200)];
    const gif = sharp(Uint8Array.from(frames), {
      raw: { width: 2, height: 4, channels: 3, pageHeight: 2 },
    }).gif();
    expect(greysOf(await pixelsOf('two.gif', gif))).toEqual([
      [10, 10],
      [10, 10],
    ]);
  });
});

describe('EXIF orientation', () => {
  // Rows 1 2 3 / 4 5 6 as stored; the eight ways to hold a camera.
  const stored = [10, 20, 30, 40, 50, 60];
  const upright: readonly (readonly [number, readonly (readonly number[])[]])[] = [
    [1, [stored.slice(0, 3), stored.slice(3)]],
    [
      2,
      [
        [30, 20, 10],
        [60, 50, 40],
      ],
    ],
    [
      3,
      [
        [60, 50, 40],
        [30, 20, 10],
      ],
    ],
    [
      4,
      [
        [40, 50, 60],
        [10, 20, 30],
      ],
    ],
    [
      5,
      [
        [10, 40],
        [20, 50],
        [30, 60],
      ],
    ],
    [
      6,
      [
        [40, 10],
        [50, 20],
        [60, 30],
      ],
    ],
    [
      7,
      [
        [60, 30],
        [50, 20],
        [40, 10],
      ],
    ],
    [
      8,
      [
        [30, 60],
        [20, 50],
        [10, 40],
      ],
    ],
  ];
  test.each(upright)('%d is made upright, and the plan sees the upright size', async (orientation, rows) => {
    const sizes: unknown[] = [];
    const image = rgb(stored.flatMap((v) => [v, v, v]))
      .png()
      .withMetadata({ orientation });
    const pixels = await pixelsOf(`exif${String(orientation)}.png`, image, ({ height, width }) => {
      sizes.push({ height, width });
      return [];
    });
    expect(greysOf(pixels)).toEqual(rows);
    expect(sizes).toEqual([{ height: rows.length, width: rows[0]?.length }]);
  });
});

describe('the plan', () => {
  test('boxes are cut and resized, one after another', async () => {
    const ramp = Array.from({ length: 16 }, (_, i) => i * 10);
    const image = rgb(
      ramp.flatMap((v) => [v, v, v]),
      4,
      4,
    ).png();
    const pixels = await pixelsOf('ramp.png', image, () => [
      { box: { left: 0, top: 2, height: 2, width: 4 }, padMode: 'zeros', resizeTo: { height: 2, width: 4 } },
      {
        box: { left: -1, top: 0, height: 2, width: 2 },
        padMode: 'border',
        resizeTo: { height: 2, width: 2 },
      },
      { box: { left: 0, top: 0, height: 2, width: 2 }, padMode: 'zeros', resizeTo: { height: 1, width: 1 } },
    ]);
    expect(greysOf(pixels)).toEqual([[100]]);
  });

  test('an exception in the plan errors the stream; the image is not a bad one', async () => {
    const broken: ResizePlan = () => {
      throw new Error('no such size');
    };
    await expect(decodeBytes('fine.png', await rgb().png().toBuffer(), broken)).rejects.toThrow(
      'no such size',
    );
  });

  test('a large image is reduced to 2048 first', async () => {
    const large = sharp({ create: { width: 2600, height: 4096, channels: 3, background: '#a05010' } }).jpeg();
    const pixels = await pixelsOf('large.jpg', large);
    expect([pixels.width, pixels.height]).toEqual([2048, 3226]);
    expect(distance(pixels, [0xa0, 0x50, 0x10])).toBeLessThan(3);
  });
});

test('nothing is decoded before subscription', () => {
  expect(() => decodeImage({ image: '/nowhere.jpg', plan: asItIs })).not.toThrow();
});
