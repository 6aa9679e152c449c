import * as E from 'fp-ts/lib/Either.js';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import { CORRUPT_JPEG, type Decoded } from '../../../src/core/index.ts';
import { decodeImage } from '../../../src/io/index.ts';
import { damagedJpegs } from '../../support/damaged-jpegs.ts';
import { only } from '../../support/only.ts';
import { randomPixels } from './random-pixels.ts';

const noise = (): Sharp =>
  sharp(randomPixels(128, 128, 1).data, { raw: { height: 128, width: 128, channels: 3 } }).blur(1.5);
const decode = (image: Uint8Array): Promise<E.Either<string, Decoded>> =>
  only(decodeImage({ image, plan: () => [] }));

describe('a JPEG with part of its data destroyed is decoded as by Pillow, and reported', () => {
  test.each<[string, JpegOptions]>([
    ['baseline', {}],
    ['progressive', { progressive: true }],
  ])('%s', async (_, options) => {
    const jpeg = await noise()
      .jpeg({ quality: 90, ...options })
      .toBuffer();
    expect(E.toUnion(await decode(jpeg))).not.toHaveProperty('damage');
    for (const [name, bytes] of Object.entries(damagedJpegs(jpeg))) {
      const pixels = await sharp(bytes, { failOn: 'error' }).raw().toBuffer();
      const size = { height: 128, width: 128 };
      expect([name, await decode(bytes)]).toEqual([
        name,
        E.right({ pixels: { ...size, data: new Uint8Array(pixels) }, source: size, damage: CORRUPT_JPEG }),
      ]);
    }
  });
});

test('a warning about another format is no damage: TIFF files of many programs have some', async () => {
  const tiff = await noise().tiff().toBuffer();
  // Two tags change places in the directory.
  const first = tiff.readUInt32LE(4) + 2;
  const tag = Buffer.from(tiff.subarray(first, first + 12));
  tiff.copyWithin(first, first + 12, first + 24);
  tag.copy(tiff, first + 12);
  await expect(sharp(tiff, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow('Warning');
  expect(E.toUnion(await decode(tiff))).toMatchObject({ source: { height: 128, width: 128 } });
  expect(E.toUnion(await decode(tiff))).not.toHaveProperty('damage');
});
