import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** Writes a folder with images of two classes that differ in colour: rectangles of several sizes. */
export async function writePhotos(folder: string, each = 20): Promise<void> {
  for (const [label, background] of [
    ['blue', { r: 20, g: 40, b: 200 }],
    ['red', { r: 200, g: 40, b: 20 }],
  ] as const) {
    mkdirSync(join(folder, label), { recursive: true });
    for (let i = 0; i < each; i++)
      await sharp({ create: { width: 40 + i, height: 36, channels: 3, background } })
        .jpeg()
        .toFile(join(folder, label, `${i}.jpg`));
  }
}
