import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/index.ts';
import {
  grandparentSplit,
  imageFiles,
  listSplit,
  randomSplit,
  regexLabel,
  type ImageFilesConfig,
} from '../../src/files/index.ts';
import { only } from '../support/only.ts';
import { diskOf, readDirectoryOf } from './fake-disk.ts';

type Options = Omit<ImageFilesConfig, 'readDirectory' | 'root'>;

const numbered = (folder: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `/data/${folder}/${String(i)}.jpg`);

const read = (paths: readonly string[], options: Options = {}) =>
  only(imageFiles({ readDirectory: readDirectoryOf(diskOf(paths)), root: '/data', ...options }));

const problem = (paths: readonly string[], options: Options = {}): Promise<unknown> =>
  read(paths, options).catch((error: unknown) => (error instanceof MillraceError ? error.detail : error));

const animals = [...numbered('dog', 10), ...numbered('cat', 10)];

describe('imageFiles', () => {
  test('emits the class of each image, and its positions in the vocabulary and in the sorted list', async () => {
    const { train, valid, vocab } = await read(animals);
    expect(vocab).toEqual(['cat', 'dog']);
    expect([train.length, valid.length]).toEqual([16, 4]);
    const all = [...train, ...valid].sort((a, b) => a.index - b.index);
    expect(all.map(({ path }) => path)).toEqual(animals.toSorted());
    expect(all[13]).toEqual({ path: '/data/dog/3.jpg', label: 'dog', target: 1, index: 13 });
  });

  test('the same seed gives the same split', async () => {
    expect(await read(animals, { seed: 3 })).toEqual(await read(animals.toReversed(), { seed: 3 }));
    expect(await read(animals, { seed: 3 })).not.toEqual(await read(animals, { seed: 4 }));
  });

  test('grandparentSplit: images outside train and valid are used neither in the parts nor in the vocabulary', async () => {
    const paths = ['train/a/1', 'train/b/1', 'valid/a/2', 'test/c/1'].map((name) => `/data/${name}.jpg`);
    const { train, valid, vocab } = await read(paths, { split: grandparentSplit() });
    expect(vocab).toEqual(['a', 'b']);
    expect(train.map(({ index }) => index)).toEqual([1, 2]);
    expect(valid.map(({ path }) => path)).toEqual(['/data/valid/a/2.jpg']);
  });

  test('a limit takes a sample that depends on the seed alone, then splits it', async () => {
    const few = await read(animals, { limit: 10, seed: 1 });
    expect([few.train.length, few.valid.length]).toEqual([8, 2]);
    expect(await read(animals, { limit: 10, seed: 1 })).toEqual(few);
    const all = [...few.train, ...few.valid];
    expect(all.every(({ path, index }) => animals.toSorted()[index] === path)).toBe(true);
    const more = await read(animals, { limit: 15, seed: 1 });
    const taken = new Set([...more.train, ...more.valid].map(({ path }) => path));
    expect(all.every(({ path }) => taken.has(path))).toBe(true);
    expect(await read(animals, { limit: 100, seed: 1 })).toEqual(await read(animals, { seed: 1 }));
  });

  test('a limit with a list: listed images outside the sample are not reported as missing', async () => {
    const names = animals.filter((_, i) => i % 2 === 0).map((path) => path.slice('/data/'.length));
    const { train, valid } = await read(animals, { limit: 12, split: of(listSplit(names)) });
    expect(train.length + valid.length).toBe(12);
    expect(valid.every(({ path }) => names.includes(path.slice('/data/'.length)))).toBe(true);
  });

  test('a missing folder and an empty folder', async () => {
    const elsewhere = readDirectoryOf(diskOf(['/other/a/1.jpg']));
    await expect(only(imageFiles({ readDirectory: elsewhere, root: '/data' }))).rejects.toThrow('/data');
    expect(await problem(['/data/a/readme.txt'])).toMatchObject({
      _tag: 'BadData',
      where: '/data',
      received: 'a folder without images: 1 folder without images, 1 .txt file',
    });
  });

  test('a single class', async () => {
    expect(await problem(numbered('cat', 10))).toMatchObject({ received: 'only cat' });
  });

  test('reports all errors at once', async () => {
    const wrong = [...numbered('train/cat', 2), ...numbered('train/dog', 2)];
    const label = regexLabel(/train\/(.+)\/1/);
    const found = await problem(wrong, { split: grandparentSplit(), label });
    expect(found).toMatchObject({
      _tag: 'BadData',
      where: '/data/train/cat/0.jpg, /data/train/dog/0.jpg',
      received: 'no match; /data: expected at least one image for validation, received none',
    });
    expect(await problem(numbered('train/cat', 3), { split: grandparentSplit() })).toMatchObject({
      received: 'none; also expected images of at least two classes, received only cat',
    });
  });

  test('names a few images without a label, and counts the others', async () => {
    expect(await problem(animals, { label: regexLabel(/(x)/) })).toMatchObject({
      where: '/data/cat/0.jpg, /data/cat/1.jpg, /data/cat/2.jpg and 17 more',
    });
  });

  test('names the classes that are missing from the sample', async () => {
    const rare = [...numbered('cat', 200), ...numbered('dog', 200), '/data/owl/1.jpg'];
    expect(await problem(rare, { limit: 20 })).toMatchObject({
      received: 'no images of owl',
      advice: 'Increase the limit.',
    });
  });

  test('an invalid fraction or limit is BadOption', async () => {
    expect(await problem(animals, { split: randomSplit(2, 1) })).toMatchObject({ _tag: 'BadOption' });
    for (const limit of [1, 2.5, NaN])
      expect(await problem(animals, { limit })).toMatchObject({ _tag: 'BadOption', where: 'limit' });
  });

  test('an empty part', async () => {
    expect(await problem(animals.slice(7, 12), { split: randomSplit(0.1, 1) })).toMatchObject({
      expected: 'at least one image for validation',
    });
  });
});
