import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { BehaviorSubject } from 'rxjs';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { CORRUPT_JPEG, type ImageSize } from '../src/core/index.ts';
import { decodeImage } from '../src/io/index.ts';
import { resize } from '../src/items/index.ts';
import { createWorld } from '../src/world.ts';
import { withStrayBytes } from './support/damaged-jpegs.ts';
import { only } from './support/only.ts';
import { temporaryFolder } from './support/temporary-folder.ts';
import { randomPixels } from './io/images/random-pixels.ts';

const { data, height, width } = randomPixels(40, 30, 1);
const image = () => sharp(data, { raw: { height, width, channels: 3 } });
const plan = resize(16).steps;

test.each([
  ['plain.jpg', () => image().jpeg()],
  ['rotated.jpg', () => image().jpeg().withMetadata({ orientation: 6 })],
  ['plain.png', () => image().png()],
  ['plain.webp', () => image().webp()],
])('%s: the same pixels from a path and from bytes, also in an experiment', async (name, encoded) => {
  using folder = temporaryFolder();
  const world = createWorld({ runFolder: folder.path });
  const path = join(folder.path, name);
  const bytes = await encoded().toBuffer();
  writeFileSync(path, bytes);
  const fromPath = await only(world.decode([{ image: path, plan }]));
  expect(E.isRight(fromPath)).toBe(true);
  expect(await only(world.decode([{ image: bytes, plan }]))).toEqual(fromPath);
  expect(await only(world.within('one').decode([{ image: path, plan }]))).toEqual(fromPath);
  expect(E.toUnion(fromPath)).toMatchObject({
    source: name === 'rotated.jpg' ? { height: width, width: height } : { height, width },
  });
});

test('a damaged file is reported, whichever decoder reads it', async () => {
  const { decode } = createWorld({ runFolder: '/nowhere' });
  for (const encoded of [image().jpeg(), image().jpeg().withMetadata({ orientation: 6 })]) {
    const jpeg = await encoded.toBuffer();
    expect(E.toUnion(await only(decode([{ image: jpeg, plan }])))).not.toHaveProperty('damage');
    const torn = await only(decode([{ image: withStrayBytes(jpeg), plan }]));
    expect(E.toUnion(torn)).toHaveProperty('damage', CORRUPT_JPEG);
  }
});

test('a paused run reads and decodes nothing', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'plain.jpg');
  writeFileSync(path, await image().jpeg().toBuffer());
  const paused$ = new BehaviorSubject(true);
  const planned: unknown[] = [];
  const { decode } = createWorld({ runFolder: folder.path, paused$ });
  const recording = (size: ImageSize) => {
    planned.push(size);
    return plan(size);
  };
  const outcome = only(decode([{ image: path, plan: recording }]));
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(planned).toEqual([]);
  paused$.next(false);
  expect(E.isRight(await outcome)).toBe(true);
  expect(planned).toEqual([{ height, width }]);
});

test('broken bytes are a Left, with the reason that sharp gives', async () => {
  const { decode } = createWorld({ runFolder: '/nowhere' });
  const jpeg = await image().jpeg().toBuffer();
  const broken = [jpeg.subarray(0, 200), new Uint8Array(), Buffer.from('words'), '/nowhere/a.jpg'];
  for (const each of broken) {
    const outcome = await only(decode([{ image: each, plan }]));
    expect(outcome).toEqual(E.left(expect.stringMatching(/^cannot be decoded: \S/)));
    expect(outcome).toEqual(await only(decodeImage({ image: each, plan })));
  }
});
