import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

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

/** Writes image files of all these kinds, and returns their paths. */
export async function writeVariedImages(
  photos: readonly string[],
  folder: string,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  return Promise.all(
    Object.entries(VARIETIES).map(async ([name, change], i) => {
      const path = join(folder, name);
      writeFileSync(path, await change(sharp(photos[i % photos.length])).toBuffer());
      return path;
    }),
  );
}
