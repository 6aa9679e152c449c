import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pixels, ResizePlan } from '../../../src/core/index.ts';
import { decodeImage } from '../../../src/io/index.ts';
import { blackPng } from '../../support/made-png.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { randomPixels } from './random-pixels.ts';

const asItIs: ResizePlan = () => [];

let folder: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => {
  folder[Symbol.dispose]();
});

/** Returns why a file with these bytes cannot be used. */
async function reasonOf(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder.path, name);
  writeFileSync(path, bytes);
  const result = await only(decodeImage({ image: path, plan: asItIs }));
  if (E.isRight(result)) throw new Error(`${name} was decoded`);
  return result.left;
}

const damaged = (format: string): string =>
  `cannot be decoded: damaged or truncated, or an unsupported kind of ${format}`;

const rawOf = ({ data, height, width }: Pixels): Sharp =>
  sharp(data, { raw: { height, width, channels: 3 } });

describe('a file that cannot be decoded is a Left with the reason', () => {
  const noise = (): Sharp => rawOf(randomPixels(64, 64, 1));

  test('a text file named .jpg', async () => {
    expect(await reasonOf('text.jpg', 'these are words\n')).toBe(
      'cannot be decoded: not a jpg, png, webp, gif, tiff, avif or bmp file',
    );
  });

  test.each<readonly [string, string | Uint8Array, RegExp]>([
    ['an empty file', '', /an empty file$/],
    ['a page of HTML', '\n<!DOCTYPE html><title>Not found</title>', /an HTML page$/],
    [
      'a pointer of Git LFS',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n',
      /a pointer of Git LFS: fetch the image with `git lfs pull`$/,
    ],
    [
      'a photo of a telephone',
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
      /a HEIC image: convert it/,
    ],
    [
      'a HEIC file with a common brand',
      Buffer.from('\0\0\0\x18ftypmif1\0\0\0\0mif1heic', 'latin1'),
      /a HEIC image/,
    ],
    ['JPEG 2000', Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), /a JPEG 2000 image/],
    ['an icon', Buffer.from('\0\0\x01\0\x01\0', 'latin1'), /an icon \(ICO\) image/],
    ['a document', '%PDF-1.7', /a PDF document/],
    ['a video', Buffer.from('\0\0\0\x20ftypisom\0\0\x02\0', 'latin1'), /a video: extract its frames first/],
    ['a Netpbm image', 'P6\n2 2\n255\n', /a Netpbm image \(PBM, PGM, PPM\): convert it to JPEG or PNG/],
    ['a scan of a hospital', Buffer.from(`${'\0'.repeat(128)}DICM`, 'latin1'), /a DICOM image: convert it/],
  ])('%s named .jpg', async (_, content, expected) => {
    expect(await reasonOf('other.jpg', content)).toMatch(expected);
  });

  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
  test.each(['svg.png', 'svg.jpg', 'svg.gif', 'svg.svg'])(
    'a drawing named %s is not rendered',
    async (name) => {
      expect(await reasonOf(name, svg)).toMatch(/a drawing \(SVG\)/);
      expect(await only(decodeImage({ image: Buffer.from(svg), plan: asItIs }))).toMatchObject({
        left: expect.stringContaining('a drawing (SVG)') as unknown,
      });
    },
  );

  test('a drawing that takes minutes to render is refused at once', async () => {
    const blurred =
      '<svg xmlns="http://www.w3.org/2000/svg" width="13000" height="13000"><filter id="b">' +
      '<feGaussianBlur stdDeviation="900"/></filter><rect width="100%" height="100%" filter="url(#b)"/></svg>';
    expect(await reasonOf('blurred.png', blurred)).toMatch(/a drawing \(SVG\)/);
  });

  test('a pipe is not waited for', async () => {
    const path = join(folder.path, 'pipe.png');
    execFileSync('mkfifo', [path]);
    expect(await only(decodeImage({ image: path, plan: asItIs }))).toEqual(
      E.left('cannot be decoded: a pipe, not a file'),
    );
  });

  test('an empty file', async () => {
    expect(await reasonOf('empty.jpg', '')).toBe('cannot be decoded: an empty file');
  });

  test.each([0.02, 0.3, 0.7, 0.99])('a JPEG truncated to a fraction of %d', async (fraction) => {
    const bytes = await noise().jpeg().toBuffer();
    // One message for all of them, whichever of the decoder's threads reports first.
    expect(await reasonOf('truncated.jpg', bytes.subarray(0, Math.floor(bytes.length * fraction)))).toBe(
      damaged('jpg'),
    );
  });

  test('a JPEG without its last byte, and a truncated progressive one', async () => {
    const [plain, progressive] = await Promise.all([
      noise().jpeg().toBuffer(),
      noise().jpeg({ progressive: true }).toBuffer(),
    ]);
    await reasonOf('last.jpg', plain.subarray(0, -1));
    await reasonOf('progressive.jpg', progressive.subarray(0, progressive.length * 0.8));
  });

  const formats = ['png', 'webp', 'gif', 'tiff', 'avif'] as const;
  test.each(formats)('a %s truncated to half, and to nine tenths', async (format) => {
    const bytes = await noise().toFormat(format).toBuffer();
    for (const fraction of [0.5, 0.9]) {
      const part = bytes.subarray(0, bytes.length * fraction);
      expect(await reasonOf(`part.${format}`, part)).toBe(damaged(format));
    }
  });

  test('a PNG of 30,000 × 30,000 pixels is rejected before it fills the memory', async () => {
    const before = process.memoryUsage.rss();
    const file = blackPng(30_000, 30_000);
    expect(await reasonOf('huge.png', file)).toBe(
      'cannot be decoded: 30000 × 30000 pixels; at most 178,956,970 pixels',
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(500e6);
  });
});

describe('a reason is about its own file', () => {
  const formats = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const;

  /** Writes bad files of all formats: without their middle, their end, or with wrong bytes. */
  async function writeBadFiles(): Promise<readonly string[]> {
    const images = await Promise.all(
      formats.map((format) =>
        rawOf(randomPixels(64, 64, 3))
          .toFormat(format)
          .toBuffer(),
      ),
    );
    const ways: readonly ((bytes: Buffer) => Buffer)[] = [
      (bytes) => bytes.subarray(0, bytes.length * 0.6),
      (bytes) => Buffer.concat([bytes.subarray(0, bytes.length * 0.3), bytes.subarray(bytes.length * 0.6)]),
      (bytes) => Buffer.from(bytes).fill(0xa5, 40, bytes.length >> 1),
    ];
    return images.flatMap((bytes, i) =>
      ways.flatMap((way, j) =>
        Array.from({ length: 8 }, (_, k) => {
          const path = join(folder.path, `${i}-${j}-${k}.${formats[i]!}`);
          writeFileSync(path, way(bytes));
          return path;
        }),
      ),
    );
  }

  const outcomeOf = async (image: string): Promise<string> => {
    const outcome = await only(decodeImage({ image, plan: asItIs }));
    return E.isLeft(outcome) ? outcome.left : 'decoded';
  };

  test('whatever is decoded at the same time', async () => {
    const paths = await writeBadFiles();
    const together = await Promise.all(paths.map(outcomeOf));
    const alone: string[] = [];
    for (const path of paths) alone.push(await outcomeOf(path));
    expect(together).toEqual(alone);
    expect(new Set(together)).toEqual(
      new Set(['decoded', ...['jpg', 'png', 'webp', 'gif', 'tiff', 'avif'].map(damaged)]),
    );
  });
});
