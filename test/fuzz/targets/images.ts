import { writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import sharp, { type Sharp } from 'sharp';
import { badData, createRng, MillraceError, type ResizePlan } from '../../../src/core/index.ts';
import { thumbnail } from '../../../src/io/index.ts';
import { resize } from '../../../src/items/index.ts';
import { itemSteps } from '../../../src/items/item-plan.ts';
import { createWorld } from '../../../src/world.ts';
import { check, type PrepareTarget } from '../fuzz-target.ts';
import { mutateBytes } from '../mutations/bytes.ts';
import { pick } from '../mutations/mutated.ts';
import { collect } from '../../support/collect.ts';

const SIDE = 24;
const [WIDTH, HEIGHT] = [67, 50];

/** An image with edges, slopes and noise. */
function drawn(channels: 3 | 4): Sharp {
  const draw = createRng(7).draws();
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % WIDTH, Math.floor(i / channels / WIDTH)];
    return (x < y ? 3 * x + 90 * (i % channels) : 200 - 2 * y) + 40 * draw();
  });
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

const makers: Readonly<Record<string, () => Sharp>> = {
  'plain.jpg': () => drawn(3).jpeg(),
  'progressive.jpg': () => drawn(3).jpeg({ progressive: true, quality: 60 }),
  'restarts.jpg': () => drawn(3).jpeg({ chromaSubsampling: '4:4:4', optimizeCoding: false }),
  'grey.jpg': () => drawn(3).toColourspace('b-w').jpeg(),
  'cmyk.jpg': () => drawn(3).toColourspace('cmyk').jpeg(),
  'turned.jpeg': () => drawn(3).withMetadata({ orientation: 6 }).jpeg(),
  'profile.jpg': () => drawn(3).withIccProfile('p3').jpeg(),
  'plain.png': () => drawn(3).png(),
  'interlaced.png': () => drawn(4).png({ progressive: true }),
  'palette.png': () => drawn(4).png({ palette: true, colours: 16 }),
  'deep.png': () => drawn(3).toColourspace('rgb16').png(),
  'lossy.webp': () => drawn(3).webp(),
  'lossless.webp': () => drawn(4).webp({ lossless: true }),
  'plain.gif': () => drawn(4).gif(),
  'plain.tiff': () => drawn(3).tiff({ compression: 'none' }),
  'packed.tif': () => drawn(4).tiff({ compression: 'lzw', predictor: 'horizontal' }),
  'tiled.tiff': () =>
    drawn(3).tiff({ compression: 'jpeg', tile: true, tileWidth: 32, tileHeight: 32, pyramid: true }),
  'deflated.tiff': () => drawn(3).tiff({ compression: 'deflate' }),
  'plain.avif': () => drawn(3).avif({ effort: 0 }),
};

const plan: ResizePlan = (size) => itemSteps([resize(SIDE)], size, null).steps;

/**
 * Images of every format: one that is accepted has all of its pixels. TensorFlow decodes JPEGs, sharp the others and the
 * thumbnails; a run gives them several images at a time, here with one that is whole.
 */
const prepare: PrepareTarget = async (folder) => {
  const files = await Promise.all(
    Object.entries(makers).map(async ([name, make]) => ({ name, bytes: await make().toBuffer() })),
  );
  const wholes = ['plain.jpg', 'plain.png'].map((name) => join(folder, `whole-${name}`));
  for (const path of wholes) writeFileSync(path, files.find(({ name }) => path.endsWith(name))!.bytes);
  const { decode } = createWorld({ runFolder: folder });
  return {
    mutant: (draw) => {
      const { name, bytes } = pick(draw, files);
      const others = files.filter((file) => extname(file.name) === extname(name) || draw() < 0.1);
      const { value, how } = mutateBytes(
        bytes,
        draw,
        others.map((file) => file.bytes),
      );
      return { file: name, bytes: value, how };
    },
    examine: async ({ file, bytes }, draw) => {
      const path = join(
        folder,
        `mutant${draw() < 0.9 ? extname(file) : pick(draw, ['.jpg', '.png', '.gif'])}`,
      );
      writeFileSync(path, bytes);
      const requests = [...wholes, path].map((image) => ({ image, plan }));
      const [first, second, result] = await collect(decode(requests));
      check(first !== undefined && E.isRight(first), 'a whole JPEG in the same batch is refused');
      check(second !== undefined && E.isRight(second), 'a whole PNG in the same batch is refused');
      check(result !== undefined, 'there is no result');
      const [small] = await collect(thumbnail(path));
      check(small !== undefined, 'there is no thumbnail');
      if (E.isRight(small)) check(small.right.length > 0, 'an empty thumbnail');
      if (E.isLeft(result)) throw new MillraceError(badData(file, 'an image', result.left));
      const { pixels, source } = result.right;
      check(pixels.width === SIDE && pixels.height === SIDE, `${pixels.width} by ${pixels.height} pixels`);
      check(pixels.data.length === 3 * SIDE * SIDE, `${pixels.data.length} values`);
      check(source.width > 0 && source.height > 0, 'an image without a size');
    },
  };
};

export default prepare;
