import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import sharp from 'sharp';
import { at, createRng } from '../../src/core/index.ts';

/** The parts of an image that are cut out: of four, the first and third stay whole. */
const CUTS = [null, { across: 1, down: 0.6 }, null, { across: 0.55, down: 1 }] as const;

/**
 * Writes images into a folder, and returns their paths: half of them as they are, the others cut to rectangles, wide ones as
 * JPEG, high ones as PNG files.
 *
 * @param source a folder with JPEG files, at any depth; by default blurred noise is drawn
 */
export async function writeImages(
  folder: string,
  count: number,
  source?: string,
): Promise<readonly string[]> {
  mkdirSync(folder, { recursive: true });
  const originals = source === undefined ? await drawn(folder, count) : chosenFrom(source, count);
  const paths: string[] = [];
  for (const [i, original] of originals.entries()) {
    const cut = at(CUTS, i % CUTS.length);
    const isPng = cut !== null && cut.across < 1;
    const path = join(folder, `${i}${isPng ? '.png' : cut === null ? extname(original) : '.jpg'}`);
    paths.push(path);
    if (cut === null) {
      if (original !== path) copyFileSync(original, path);
      continue;
    }
    const { width, height } = await sharp(original).metadata();
    const size = { width: Math.ceil(cut.across * width), height: Math.ceil(cut.down * height) };
    await sharp(original)
      .extract({ left: 0, top: 0, ...size })
      .toFormat(isPng ? 'png' : 'jpeg')
      .toFile(path);
  }
  return paths;
}

/** Returns files from all parts of a folder. */
function chosenFrom(source: string, count: number): readonly string[] {
  const all = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort()
    .map((name) => resolve(source, name));
  if (all.length === 0) throw new Error(`${source}: no JPEG files`);
  const chosen = Math.min(count, all.length);
  return Array.from({ length: chosen }, (_, i) => at(all, Math.floor((i * all.length) / chosen)));
}

/** Draws smooth images of many colours. */
async function drawn(folder: string, count: number): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const draw = createRng(i).at('pixels').draws();
    const side = 3 + (i % 7);
    const colours = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(256 * draw()));
    const path = join(folder, `${i}-drawn.jpg`);
    await sharp(colours, { raw: { width: side, height: side, channels: 3 } })
      .resize(180, 180, { fit: 'fill', kernel: 'cubic' })
      .jpeg()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}
