import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { concatMap, of, take } from 'rxjs';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { showBatch, type ShowBatchOptions } from '../../pipelines/show-batch.ts';
import { commandTable } from '../../pipelines/table.ts';
import { trainingData } from '../../pipelines/training-data.ts';
import {
  createRng,
  labelledPixels,
  loadedData,
  MillraceError,
  tf,
  trainBatches,
  type Capabilities,
  type Drawing,
} from '../../src/index.ts';
import { createWorld } from '../../src/world.ts';
import { collect } from '../support/collect.ts';
import { only } from '../support/only.ts';
import { writePhotos } from '../support/photos.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const temporary = temporaryFolder();
const photos = join(temporary.path, 'photos');
const details = join(temporary.path, 'details');
const live = createWorld({ runFolder: join(temporary.path, 'run') });

/** Writes two classes of rectangles, blue and red, with files that are not images; and images of fine noise. */
beforeAll(async () => {
  await writePhotos(photos);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(photos, 'red', `${name}.jpg`), 'Dear Sir');
  for (const label of ['grain', 'sand']) {
    mkdirSync(join(details, label), { recursive: true });
    for (const i of [1, 2, 3])
      await sharp({
        create: {
          width: 60,
          height: 44,
          channels: 3,
          background: 'grey',
          noise: { type: 'gaussian', mean: 128, sigma: 60 },
        },
      })
        .png()
        .toFile(join(details, label, `${i}.png`));
  }
});

afterAll(() => {
  temporary[Symbol.dispose]();
});

const options: ShowBatchOptions = {
  ...commandTable.showBatch.defaults,
  data: photos,
  itemSize: 32,
  size: 24,
  batchSize: 12,
};

/** Returns the drawings of both pages: the batch, and the augmentations. */
async function pagesOf(change: Partial<ShowBatchOptions> = {}): Promise<readonly [Drawing, Drawing]> {
  const pages = new Map<string, Drawing>();
  const world: Capabilities = {
    ...live,
    saveDrawing: (name, drawing) => {
      pages.set(name, drawing);
      return of({ path: name, bytes: 0 });
    },
  };
  await collect(showBatch.run(world, { ...options, ...change }));
  expect([...pages.keys()]).toEqual(['batch.png', 'augmentations.png']);
  return [pages.get('batch.png')!, pages.get('augmentations.png')!];
}

const bytesOf = ({ images }: Drawing): number[][] => images.map(({ pixels }) => [...pixels.data]);
const captionsOf = ({ texts }: Drawing): string[] => texts.slice(1).map(({ text }) => text);
const titlesOf = ({ texts }: Drawing): string[] =>
  texts.filter(({ fontSize }) => fontSize === 20).map(({ text }) => text);

/** Returns the dominant colour of an image. */
const colourOf = (data: readonly number[]): string => ((data[0] ?? 0) > (data[2] ?? 0) ? 'red' : 'blue');

/** Sums the differences of neighbouring values. */
const roughness = (images: readonly number[][]): number =>
  images
    .flatMap((data) => data.slice(3).map((value, i) => Math.abs(value - data[i]!)))
    .reduce((a, b) => a + b);

test('writes two pages into the run folder and disposes every tensor', async () => {
  const before = tf.memory().numTensors;
  const saved = await collect(showBatch.run(live, options));
  expect(saved.map(({ path }) => path)).toEqual(
    ['batch.png', 'augmentations.png'].map((name) => join(live.runFolder, name)),
  );
  const sizes = await Promise.all(saved.map(({ path }) => sharp(path).metadata()));
  // Images of 24 pixels are drawn at 168: three per row, with gaps, margins, a title and captions.
  expect(sizes.map(({ width, height }) => [width, height])).toEqual([
    [16 + 3 * 168 + 24 + 16, 16 + 36 + 3 * (24 + 168) + 24 + 16],
    [3 * (16 + 3 * 168 + 24 + 16), 16 + 36 + 3 * 168 + 24 + 16],
  ]);
  expect(tf.memory().numTensors).toBe(before);
});

test('unsubscribed after the first page: disposes every tensor and writes no second page', async () => {
  const before = tf.memory().numTensors;
  const { path } = await only(showBatch.run(live.within('left'), options).pipe(take(1)));
  expect(path).toBe(join(live.runFolder, 'left', 'batch.png'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(tf.memory().numTensors).toBe(before);
});

test('images have the colours of their labels under every normalization', async () => {
  const [plain] = await pagesOf();
  expect(plain.images).toHaveLength(9);
  expect(titlesOf(plain)).toEqual(['training batch, 24 × 24']);
  expect(captionsOf(plain)).toEqual(bytesOf(plain).map(colourOf));
  expect(new Set(captionsOf(plain))).toEqual(new Set(['blue', 'red']));
  for (const normalize of ['imagenet', 'batch'] as const) {
    const [page] = await pagesOf({ normalize });
    expect(captionsOf(page)).toEqual(captionsOf(plain));
    expect(bytesOf(page).flat()).toEqual(
      bytesOf(plain)
        .flat()
        .map((value) => expect.closeTo(value, -0.5) as number),
    );
  }
});

test('shows the first images of the first batch of a run', async () => {
  const rng = createRng(options.seed);
  const first = await only(
    loadedData(trainingData(live, options), { world: live, rng }).pipe(
      concatMap(({ data, files }) =>
        trainBatches(files, { world: live, data, rng: rng.at('phase', 0), epoch: 0 }).pipe(
          take(1),
          labelledPixels({ vocab: files.vocab }),
        ),
      ),
    ),
  );
  const [page] = await pagesOf();
  expect(first.length).toBeGreaterThan(9);
  expect(bytesOf(page)).toEqual(first.slice(0, 9).map(({ pixels }) => [...pixels.data]));
});

test('n sets the number of images, limited by the size of the training set', async () => {
  expect((await pagesOf({ n: 2 }))[0].images).toHaveLength(2);
  // Of 43 files, 8 are for validation and 3 are not images.
  const { length } = (await pagesOf({ n: 1000 }))[0].images;
  expect(length).toBeGreaterThanOrEqual(32);
  expect(length).toBeLessThanOrEqual(35);
});

test('with MixUp, the captions show the fractions of the blend', async () => {
  const [page, augmented] = await pagesOf({ mixup: 1, n: 12 });
  expect(titlesOf(page)).toEqual(['training batch, 24 × 24, MixUp(1)']);
  const captions = captionsOf(page);
  const blends = captions.filter((text) => text.startsWith('+'));
  expect(blends.length).toBeGreaterThan(2);
  for (const text of captions) expect(text).toMatch(/^(\+ )?(blue|red)( [01]\.\d\d)?$/);
  // The page of augmentations shows a single image, which is not blended.
  expect(bytesOf(augmented)).toEqual(bytesOf((await pagesOf())[1]));
});

test('shows nine augmentations of an image with each interpolation, the default first', async () => {
  const [, page] = await pagesOf({ data: details, size: 40, itemSize: 48 });
  expect(titlesOf(page).map((title) => title.replace(/:.*/, ''))).toEqual([
    'twice (the default)',
    'once',
    'step-by-step',
  ]);
  const all = bytesOf(page);
  const [twice, once, steps] = [all.slice(0, 9), all.slice(9, 18), all.slice(18)];
  expect(new Set(all.map((data) => data.join())).size).toBe(27);
  expect(roughness(twice)).toBeLessThan(roughness(once));
  expect(roughness(steps)).toBeLessThan(0.8 * roughness(once));
  // Equal draws give similar images: each is nearest to its counterpart.
  const distance = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0);
  for (const others of [twice, steps])
    once.forEach((image, i) => {
      const distances = others.map((other) => distance(image, other));
      expect(distances.indexOf(Math.min(...distances))).toBe(i);
    });
  const [, again] = await pagesOf({ data: details, size: 40, itemSize: 48 });
  expect(bytesOf(again)).toEqual(all);
  const [, other] = await pagesOf({ data: details, size: 40, itemSize: 48, seed: 43 });
  expect(bytesOf(other)).not.toEqual(all);
});

test('errors with BadData if no image can be decoded', async () => {
  const broken = join(temporary.path, 'broken');
  for (const label of ['a', 'b']) {
    mkdirSync(join(broken, label), { recursive: true });
    for (const i of [1, 2, 3]) writeFileSync(join(broken, label, `${i}.jpg`), 'Dear Madam');
  }
  const failure: unknown = await collect(showBatch.run(live, { ...options, data: broken })).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(MillraceError);
  expect((failure as MillraceError).detail).toMatchObject({ _tag: 'BadData', where: broken });
});
