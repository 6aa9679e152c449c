import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { at } from '../../src/core/index.ts';

/** Ways in which image files differ: each makes one of a photo. */
const VARIETIES: Readonly<Record<string, (photo: Sharp) => Sharp>> = {
  'plain.jpg': (photo) => photo.jpeg({ quality: 92 }),
  'rectangle.jpg': (photo) => photo.resize(331, 217, { fit: 'fill' }).jpeg(),
  'tall.jpg': (photo) => photo.resize(150, 611, { fit: 'fill' }).jpeg(),
  'large.jpg': (photo) => photo.resize(1600, 1201, { fit: 'fill', kernel: 'cubic' }).jpeg({ quality: 90 }),
  'tiny.png': (photo) => photo.resize(37, 29, { fit: 'fill' }).png(),
  'progressive.jpg': (photo) => photo.jpeg({ progressive: true }),
  'full-chroma.jpg': (photo) => photo.jpeg({ chromaSubsampling: '4:4:4' }),
  'grey.jpg': (photo) => photo.greyscale().jpeg(),
  'grey.png': (photo) => photo.greyscale().png(),
  'palette.png': (photo) => photo.png({ palette: true }),
  'alpha.png': (photo) => photo.ensureAlpha(0.3).png(),
  'clear.png': (photo) => photo.ensureAlpha(0).png(),
  'rotated.jpg': (photo) => photo.resize(300, 200, { fit: 'fill' }).jpeg().withMetadata({ orientation: 6 }),
  'flipped.jpg': (photo) => photo.resize(300, 200, { fit: 'fill' }).jpeg().withMetadata({ orientation: 2 }),
  'lossy.webp': (photo) => photo.webp(),
  'lossless.webp': (photo) => photo.webp({ lossless: true }),
  'wide-gamut.png': (photo) => photo.png().withIccProfile('p3'),
  '16-bits.png': (photo) => photo.toColourspace('rgb16').png(),
};

/** Ways in which images whose shorter side exceeds 2048 pixels differ: each makes one of a tiled photo. */
const LARGE: Readonly<Record<string, (photo: Sharp) => Sharp>> = {
  'above-2048.jpg': (photo) => photo.resize(2700, 2100, { fit: 'fill' }).jpeg({ quality: 92 }),
  'above-2048.png': (photo) => photo.resize(2300, 2900, { fit: 'fill' }).png({ compressionLevel: 1 }),
  'above-4096.jpg': (photo) => photo.resize(5200, 4200, { fit: 'fill' }).jpeg({ quality: 92 }),
};

/** Pixels of a side that a photo is tiled to, so that large images have details. */
const TILED = 3000;

/** Writes image files of all kinds, and returns their paths. */
export const writeVariedImages = (photos: readonly string[], folder: string): Promise<readonly string[]> =>
  writeEach(VARIETIES, folder, (i) => Promise.resolve(sharp(photos[i % photos.length])));

/** Writes image files whose shorter side exceeds 2048 pixels, and returns their paths. */
export const writeLargeImages = (photos: readonly string[], folder: string): Promise<readonly string[]> =>
  writeEach(LARGE, folder, async (i) => {
    const background = { width: TILED, height: TILED, channels: 3, background: 'grey' } as const;
    const tiles = [{ input: at(photos, i % photos.length), tile: true }];
    return sharp(
      await sharp({ create: background }).composite(tiles).png({ compressionLevel: 1 }).toBuffer(),
    );
  });

async function writeEach(
  kinds: typeof VARIETIES,
  folder: string,
  photoOf: (index: number) => Promise<Sharp>,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  return Promise.all(
    Object.entries(kinds).map(async ([name, change], i) => {
      const path = join(folder, name);
      writeFileSync(path, await change(await photoOf(i)).toBuffer());
      return path;
    }),
  );
}
