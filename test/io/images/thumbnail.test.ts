import * as E from 'fp-ts/lib/Either.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { thumbnail } from '../../../src/io/index.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const red = { r: 250, g: 10, b: 10 };

async function read(path: string) {
  const image = await only(thumbnail(path));
  if (E.isLeft(image)) throw new Error(image.left);
  const { format, width, height, channels, exif } = await sharp(image.right).metadata();
  const data = await sharp(image.right).raw().toBuffer();
  const at = (y: number, x: number): readonly number[] => [
    ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  return { format, width, height, channels, exif, at, bytes: image.right.length };
}

describe('thumbnail', () => {
  test('emits a small JPEG with the aspect ratio of the image', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.jpg');
    await sharp({ create: { width: 2000, height: 1000, channels: 3, background: red } }).toFile(path);
    const { bytes, ...image } = await read(path);
    expect(image).toMatchObject({ format: 'jpeg', width: 480, height: 240, channels: 3 });
    expect(bytes).toBeLessThan(50_000);
  });

  test('a smaller image keeps its size', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.png');
    await sharp({ create: { width: 30, height: 20, channels: 3, background: red } }).toFile(path);
    expect(await read(path)).toMatchObject({ format: 'jpeg', width: 30, height: 20 });
  });

  test('applies the EXIF orientation and drops the EXIF data', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.jpg');
    // Red is on the left as stored, and at the top after the turn by 90°.
    await sharp({ create: { width: 64, height: 32, channels: 3, background: { r: 0, g: 0, b: 0 } } })
      .composite([
        { input: { create: { width: 32, height: 32, channels: 3, background: red } }, left: 0, top: 0 },
      ])
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toFile(path);
    const { at, ...image } = await read(path);
    expect(image).toMatchObject({ width: 32, height: 64, exif: undefined });
    expect(at(8, 16)[0]).toBeGreaterThan(200);
    expect(at(56, 16)[0]).toBeLessThan(50);
  });

  test('transparent pixels become white, and grey becomes colour', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a.png');
    await sharp({ create: { width: 8, height: 8, channels: 4, background: { ...red, alpha: 0 } } }).toFile(
      path,
    );
    expect((await read(path)).at(4, 4).every((value) => value > 250)).toBe(true);
    await sharp(Buffer.alloc(64, 100), { raw: { width: 8, height: 8, channels: 1 } }).toFile(path);
    expect(await read(path)).toMatchObject({ channels: 3 });
  });

  test('a file that cannot be read is a Left with the reason', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'no.jpg');
    writeFileSync(path, 'not an image');
    for (const each of [path, join(folder.path, 'missing.jpg'), folder.path])
      expect(await only(thumbnail(each))).toEqual(E.left(expect.stringMatching(/^[^\n]+$/)));
  });
});
