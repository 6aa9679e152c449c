import { NEVER, of } from 'rxjs';
import { expect, test } from 'vitest';
import { imageErrors } from '../../pipelines/image-errors.ts';
import type { BatchSizeOption, CheckedImages } from '../../pipelines/options.ts';
import { describeError } from '../../src/core/index.ts';
import { diskOf, readDirectoryOf } from '../files/fake-disk.ts';
import { madeContents } from '../support/made-contents.ts';
import { marbles } from '../support/marbles.ts';
import { only } from '../support/only.ts';

const animals = ['cat', 'dog'].flatMap((name) =>
  Array.from({ length: 10 }, (_, i) => `/data/${name}/${String(i)}.jpg`),
);

const options = { data: '/data', valid: '0.2', limit: undefined, seed: 42, strict: false };

const sizeOf = (option: string, size: number, isDefault = false, processes = 1): BatchSizeOption => ({
  ...{ option, size, isDefault, processes },
});

const check = (
  paths: readonly string[],
  change: Partial<typeof options> & { readonly classWeights?: number } = {},
  sizes: readonly BatchSizeOption[] = [],
  contents = madeContents(),
): Promise<CheckedImages> => {
  const readDirectory = readDirectoryOf(diskOf(paths));
  const world = { readDirectory, readText: () => of('cat/0.jpg\n'), contents };
  return only(imageErrors(world, { ...options, ...change }, sizes));
};

const told = async (...all: Parameters<typeof check>): Promise<readonly string[]> =>
  (await check(...all)).errors.map(describeError);

test('all is well', async () => {
  expect(await told(animals, {}, [sizeOf('--batch-size', 16)])).toEqual([]);
  expect(await told(animals, { valid: '/list.txt' })).toEqual([]);
});

test('a single class, and a part without images', async () => {
  const single = animals.filter((path) => path.includes('cat'));
  expect(await told(single)).toEqual([expect.stringMatching(/at least two classes, received only cat/)]);
  expect(await told(animals, { valid: 'folders' })).toEqual([
    expect.stringMatching(/at least one image for training.*by folders/),
  ]);
});

test('every option that asks for larger batches than there are images to train on', async () => {
  expect(await told(animals, {}, [sizeOf('--batch-size', 16), sizeOf('--start-batch-size', 17)])).toEqual([
    '--start-batch-size: expected at most 16, the number of training images, received 17. ' +
      'Use --start-batch-size 16 or less, or more images.',
  ]);
});

test('a default that is too large is replaced', async () => {
  const sizes = [sizeOf('--batch-size', 64, true), sizeOf('--start-batch-size', 17), sizeOf('--n', 4, true)];
  expect(await check(animals, {}, sizes)).toMatchObject({
    errors: [{ where: '--start-batch-size' }],
    batchSizes: [{ option: '--batch-size', size: 4, instead: 64, count: 16 }],
  });
});

test('one image cannot be trained on', async () => {
  const [cat, dog] = [animals[0]!, animals[10]!];
  expect(await told([cat, dog], { valid: '/list.txt' }, [sizeOf('--batch-size', 64, true)])).toEqual([
    expect.stringMatching(/^\/data: expected at least 2 training images.*received 1\./),
  ]);
  expect(await told([cat, dog], { valid: '/list.txt' })).toEqual([]);
});

test('several processes need two images each, and a default that they can share', async () => {
  const sizes = (processes: number) => [sizeOf('--batch-size', 64, true, processes)];
  expect(await check(animals, {}, sizes(8))).toMatchObject({ errors: [], batchSizes: [{ size: 16 }] });
  expect(await told(animals, {}, sizes(9))).toEqual([
    '/data: expected at least 18 training images, since batch norm needs two per step in each of 9 processes, received 16. ' +
      'Add images, use fewer processes, or validate fewer.',
  ]);
});

test('class weights: a class without training images, unless nothing is trained', async () => {
  const few = animals.filter((path) => path === '/data/cat/0.jpg' || path.includes('dog'));
  const change = { valid: '/list.txt', classWeights: 0.5 };
  const sizes = [sizeOf('--batch-size', 5)];
  expect(await told(few, change, sizes)).toEqual([
    expect.stringMatching(/^--class-weights: expected training images of every class, received none of cat/),
  ]);
  expect(await told(few, change)).toEqual([]);
  expect(await told(few, { valid: '/list.txt' }, sizes)).toEqual([]);
});

test('files of which more than half are not images; copies only with strict', async () => {
  const heic = (count: number) =>
    madeContents((path) =>
      animals.indexOf(path) < count ? '!a HEIC image: convert it to JPEG or PNG' : undefined,
    );
  expect(await told(animals, {}, [], heic(10))).toEqual([]);
  expect(await told(animals, {}, [], heic(11))).toEqual([
    expect.stringMatching(
      /^\/data: expected images, received 11 files that cannot be decoded \(a HEIC image: .*\): cat\/0\.jpg, .*, of 20 files\. Convert or replace the files\.$/,
    ),
  ]);
  const copies = madeContents(() => 'same');
  expect(await told(animals, {}, [], copies)).toEqual([]);
  expect(copies.hashed).toEqual([]);
  expect(await told(animals, { strict: true }, [], copies)).toEqual([
    expect.stringMatching(/received 4 validation images are copies of training images: /),
  ]);
});

test('it is cold, and left with its folder', () => {
  marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
    const world = { readText: () => NEVER, contents: madeContents() };
    const reading = cold('---(a|)', { a: [] });
    const errors = imageErrors({ ...world, readDirectory: () => reading }, options, []);
    expectObservable(errors, '--!').toBe('---');
    expectSubscriptions(reading.subscriptions).toBe('^-!');
  });
});
