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
import { bmpFile } from '../../support/made-bmp.ts';
import { tiffFile } from '../../support/made-tiff.ts';
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

/** Files that sharp does not write. */
const written: Readonly<Record<string, () => Buffer>> = {
  'plain.bmp': () => bmpFile({ width: 20, height: 30, bits: 24, data: ramp(60 * 30) }),
  'deep.bmp': () =>
    bmpFile({
      width: 20,
      height: -30,
      bits: 16,
      compression: 3,
      masks: [0xf800, 0x7e0, 0x1f],
      data: ramp(40 * 30),
    }),
  'masked.bmp': () =>
    bmpFile({
      width: 20,
      height: 30,
      bits: 32,
      headerSize: 124,
      masks: [0xff0000, 0xff00, 0xff],
      data: ramp(80 * 30),
    }),
  'palette.bmp': () => bmpFile({ width: 20, height: 30, bits: 4, palette: greys(16), data: ramp(12 * 30) }),
  'bits.bmp': () =>
    bmpFile({ width: 20, height: 30, bits: 1, headerSize: 12, palette: greys(2), data: ramp(4 * 30) }),
  'runs.bmp': () =>
    bmpFile({
      width: 20,
      height: 30,
      bits: 8,
      compression: 1,
      palette: greys(256),
      data: runs(30, [12, 7, 0, 3, 1, 2, 3, 0, 5, 9, 0, 0]),
    }),
  'half-runs.bmp': () =>
    bmpFile({
      width: 20,
      height: 30,
      bits: 4,
      compression: 2,
      palette: greys(16),
      data: runs(30, [12, 0x7a, 0, 3, 0x12, 0x30, 5, 0x9b, 0, 0]),
    }),
  'float.tiff': () =>
    tiffFile({ width: 20, height: 30, bits: 32, format: 3, channels: 1, photometric: 1, data: floats(600) }),
  'ycc.tiff': () =>
    tiffFile({
      width: 20,
      height: 30,
      bits: 8,
      format: 1,
      channels: 3,
      photometric: 6,
      subsampling: [1, 1],
      data: ramp(1800),
    }),
};

const ramp = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
const floats = (length: number): Uint8Array =>
  new Uint8Array(Float32Array.from({ length }, (_, i) => (i % 31) / 31).buffer);
const greys = (count: number) =>
  Array.from({ length: count }, (_, i): [number, number, number] => [i, 255 - i, i]);
const runs = (rows: number, row: readonly number[]): Uint8Array =>
  Buffer.concat([...new Array<Buffer>(rows).fill(Buffer.from(row)), Buffer.of(0, 1)]);

const plan: ResizePlan = (size) => itemSteps([resize(SIDE)], size, null).steps;

/**
 * Images of every format: one that is accepted has all of its pixels. TensorFlow decodes JPEGs, sharp the others and the
 * thumbnails; a run gives them several images at a time, here with one that is whole.
 */
const prepare: PrepareTarget = async (folder) => {
  const encoded = await Promise.all(
    Object.entries(makers).map(async ([name, make]) => ({ name, bytes: await make().toBuffer() })),
  );
  const files = [...encoded, ...Object.entries(written).map(([name, make]) => ({ name, bytes: make() }))];
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
