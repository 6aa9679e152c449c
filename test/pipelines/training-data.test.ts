import { of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { DataOptions } from '../../pipelines/options.ts';
import { preparationOptions } from '../../pipelines/model-options.ts';
import { trainingData, trainingFiles } from '../../pipelines/training-data.ts';
import { badData, describeTransform, MillraceError, type ReadModel } from '../../src/core/index.ts';
import { diskOf, readDirectoryOf } from '../files/fake-disk.ts';
import { madeWorld } from '../learner/made-world.ts';
import { madeContents } from '../support/made-contents.ts';
import { only } from '../support/only.ts';

const numbered = (folder: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `/photos/${folder}/${i}.jpg`);
const whole = [...numbered('cat', 20), ...numbered('dog', 10)];
const split = ['train/cat', 'train/dog', 'val/cat', 'val/dog', 'test/cat'].flatMap((name) =>
  numbered(name, 4),
);

/** Lists images, with the text files of a disk. */
async function filesOf(
  paths: readonly string[],
  valid: string,
  {
    texts = {},
    model,
    exclude,
  }: { texts?: Readonly<Record<string, string>>; model?: ReadModel; exclude?: string } = {},
) {
  const missing = new MillraceError(badData('a list', 'a text file', 'nothing'));
  const readText = (path: string) =>
    texts[path] === undefined ? throwError(() => missing) : of(texts[path]);
  const world = { readDirectory: readDirectoryOf(diskOf(paths)), readText, contents: madeContents() };
  const options = { data: '/photos', valid, limit: undefined, seed: 1, exclude };
  const files = await only(trainingFiles(world, options, model));
  const namesOf = (images: readonly { readonly path: string }[]): readonly string[] =>
    images.map(({ path }) => path.slice('/photos/'.length)).sort();
  return { train: namesOf(files.train), valid: namesOf(files.valid) };
}

describe('the option valid', () => {
  test('auto: the folders of data that are split already, otherwise a fifth at random', async () => {
    const { train, valid } = await filesOf(split, 'auto');
    expect(train.every((name) => name.startsWith('train/'))).toBe(true);
    expect(valid.every((name) => name.startsWith('val/'))).toBe(true);
    expect([train.length, valid.length]).toEqual([8, 8]);
    expect(await filesOf(whole, 'auto')).toEqual(await filesOf(whole, 'random:0.2'));
  });

  test('auto with a fraction: the folders of data that are split already, otherwise a fraction of each class', async () => {
    expect(await filesOf(split, 'auto:0.2')).toEqual(await filesOf(split, 'auto'));
    expect(await filesOf(whole, 'auto:0.2')).toEqual(await filesOf(whole, '0.2'));
  });

  test('a fraction: of each class; of data that are split already, without the images of test', async () => {
    const { valid } = await filesOf(whole, '0.2');
    expect(valid.filter((name) => name.startsWith('cat'))).toHaveLength(4);
    expect(valid).toHaveLength(6);
    for (const how of ['0.2', 'random:0.2', '/list.txt']) {
      const again = await filesOf(split, how, { texts: { '/list.txt': 'train/cat/1.jpg\n' } });
      expect(
        [...again.train, ...again.valid].filter((name) => name.startsWith('test/')),
        how,
      ).toEqual([]);
    }
  });

  test('folders: an error if they are not there', async () => {
    expect(await filesOf(split, 'folders')).toEqual(await filesOf(split, 'auto'));
    await expect(filesOf(whole, 'folders')).rejects.toThrow('at least one image for training');
  });
});

test('exclude: the images of a list are left out, and the others stay in their parts', async () => {
  const texts = { '/bad.txt': '# damaged\ncat/3.jpg\n' };
  const all = await filesOf(whole, 'auto');
  const files = await filesOf(whole, 'auto', { texts, exclude: '/bad.txt' });
  const without = (names: readonly string[]) => names.filter((name) => name !== 'cat/3.jpg');
  expect(files).toEqual({ train: without(all.train), valid: without(all.valid) });
  await expect(filesOf(whole, 'auto', { exclude: '/none.txt' })).rejects.toThrow('a list');
});

describe('the model of a run', () => {
  const description = { vocab: ['cat', 'dog'], task: { kind: 'single-label' } };
  const model = { path: '/run/model.safetensors', description } as unknown as ReadModel;

  test('its validation images are validated, whatever the option is; the images of test stay out', async () => {
    const texts = { '/run/validation.txt': 'train/cat/1.jpg\n' };
    const files = await filesOf(split, 'auto', { texts, model });
    expect(files.valid).toEqual(['train/cat/1.jpg']);
    expect(files.train).toHaveLength(15);
    expect(files.train.filter((name) => name.startsWith('test/'))).toEqual([]);
  });

  test('without a list, it is of a version that drew every fraction from all images', async () => {
    expect(await filesOf(whole, '0.2', { model })).toEqual(await filesOf(whole, 'random:0.2'));
  });
});

describe('augmentation', () => {
  const dataOf = (change: Partial<DataOptions>) =>
    trainingData(
      { ...madeWorld(), readDirectory: readDirectoryOf(diskOf(whole)) },
      {
        ...{ data: '/photos', valid: '0.2', limit: undefined, seed: 1, size: 32, itemSize: 40, batchSize: 4 },
        ...{ normalize: 'none', interpolation: 'twice', cache: 'none', ...change },
      },
    );
  const namesOf = (change: Partial<DataOptions>) => dataOf(change).batch.map(({ name }) => name);

  test("fastai's usual transforms, then random erasing", () => {
    expect(namesOf({})).toEqual(['presized', 'lighting']);
    expect(namesOf({ erasing: 0.5 })).toEqual(['presized', 'lighting', 'randomErasing']);
    expect(dataOf({ erasing: 0.25 }).batch.at(-1)?.settings).toMatchObject({ p: 0.25, sh: 0.3 });
  });

  test('RandAugment follows a random crop and flip', () => {
    const { batch } = dataOf({ autoAugment: true, augmentOps: 3, augmentMagnitude: 5, erasing: 0.5 });
    expect(batch.map(({ name }) => name)).toEqual(['presized', 'randAugment', 'randomErasing']);
    expect(batch[0]?.settings).toMatchObject({ parts: [{ name: 'flip' }], crop: { minScale: 0.75 } });
    expect(batch[1]?.settings).toMatchObject({ n: 3, magnitude: 5 });
    expect(dataOf({ autoAugment: true }).batch[1]?.settings).toMatchObject({ n: 2, magnitude: 9 });
  });

  test('without augmentation, training images are prepared as for validation', () => {
    const { item, batch } = dataOf({ augment: false });
    expect(batch.map(({ name, settings }) => [name, settings])).toEqual([['resized', { size: [32, 32] }]]);
    expect(item[0]?.settings).toMatchObject({ position: 'centre', size: [40, 40] });
    expect([...item, ...batch].map(({ isFixed }) => isFixed)).toEqual([true, true]);
    expect(dataOf({ augment: false, normalize: 'imagenet' }).normalization).not.toBeNull();
    for (const augment of [true, undefined]) {
      expect(namesOf({ augment })).toEqual(namesOf({}));
      expect(dataOf({ augment }).item[0]?.settings).not.toHaveProperty('position');
    }
  });

  test('a model records it, and a fit that continues takes it over', () => {
    const preparationOf = ({ item, batch }: ReturnType<typeof dataOf>) => ({
      preparation: { item: item.map(describeTransform), batch: batch.map(describeTransform) },
    });
    expect(preparationOptions(preparationOf(dataOf({ augment: false })))).toMatchObject({
      ...{ itemSize: 40, resize: 'crop', augment: false },
    });
    expect(preparationOptions(preparationOf(dataOf({})))?.augment).toBeUndefined();
  });

  test('balanced sampling is an option of the data', () => {
    expect(dataOf({}).balanced).toBe(false);
    expect(dataOf({ balancedSampling: true }).balanced).toBe(true);
  });
});
