import * as E from 'fp-ts/lib/Either.js';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/index.ts';
import {
  earlierSplit,
  endSplit,
  imageFiles,
  labelTableFrom,
  partSplit,
  randomSplit,
  sampledSplit,
  type ImageFilesConfig,
  type PartSplitConfig,
} from '../../src/files/index.ts';
import { only } from '../support/only.ts';
import { diskOf, readDirectoryOf } from './fake-disk.ts';

const at = (names: readonly string[]): readonly string[] => names.map((name) => `/root/${name}.jpg`);

/** Returns the images of a part, by name. */
function taken(config: PartSplitConfig, names: readonly string[], sample = names): readonly string[] {
  const result = partSplit(config)(at(sample), '/root', at(names));
  if (E.isLeft(result)) throw new MillraceError(result.left);
  expect(result.right.train).toEqual([]);
  return result.right.valid.map((i) => sample[i]!);
}

const plain = ['cat/1', 'cat/2', 'dog/3', 'dog/4'];
const divided = ['test/cat/1', 'train/cat/2', 'train/dog/3', 'val/dog/4'];

describe('partSplit', () => {
  test.each<readonly [PartSplitConfig['part'], readonly string[]]>([
    [undefined, ['val/dog/4']],
    ['valid', ['val/dog/4']],
    ['train', ['train/cat/2', 'train/dog/3']],
    ['test', ['test/cat/1']],
    ['all', divided],
  ])('takes the part %s of folders that are split already', (part, expected) => {
    expect(taken({ part }, divided)).toEqual(expected);
  });

  test('takes all of a folder that is not split, and test images without others for validation', () => {
    expect(taken({}, plain)).toEqual(plain);
    expect(taken({}, divided.slice(0, 3))).toEqual(['test/cat/1']);
    expect(taken({ part: 'test' }, ['test/cat/1', 'test/dog/2'])).toEqual(['test/cat/1', 'test/dog/2']);
  });

  test('keeps the order of validation, and sorts the training images of a random split', () => {
    const order = ['dog/4', 'cat/1'].map((name) => `${name}.jpg`);
    const split = earlierSplit(order, 'the list', endSplit(0.25));
    expect(taken({ part: 'valid', split }, plain)).toEqual(['dog/4', 'cat/1']);
    const names = Array.from({ length: 20 }, (_, i) => `cat/${10 + i}`);
    const train = taken({ part: 'train', split: randomSplit(0.2, 1) }, names);
    expect(train).toHaveLength(16);
    expect(train).toEqual(train.toSorted());
  });

  test('a sample of a part is not divided again', () => {
    const names = Array.from({ length: 20 }, (_, i) => `cat/${10 + i}`);
    const config = { part: 'valid', split: randomSplit(0.2, 1) } as const;
    const valid = taken(config, names);
    expect(taken(config, names, valid.slice(1))).toEqual(valid.slice(1));
  });

  test('says which part it takes', () => {
    const notice = (part: string): string => `these are ${part}`;
    expect(partSplit({ notice })(at(plain), '/root')).toEqual(
      E.right({ train: [], valid: [0, 1, 2, 3], notices: ['these are all'] }),
    );
  });

  test('an empty part fails', () => {
    expect(() => taken({ part: 'test' }, plain)).toThrow(
      '/root: expected test images, in a folder such as test/CLASS or so marked in the table of labels, received none.',
    );
    expect(() => taken({ part: 'valid' }, plain)).toThrow('expected validation images');
  });
});

test('sampledSplit has the parts of a run with a limit', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `${i % 2 === 0 ? 'cat' : 'dog'}/${10 + i}`).sort();
  const split = randomSplit(0.2, 3);
  const readDirectory = readDirectoryOf(diskOf(at(names)));
  const files = await only(imageFiles({ readDirectory, root: '/root', split, limit: 12, seed: 5 }));
  const found = sampledSplit(12, 5, split)(at(names), '/root');
  const paths = (part: readonly { readonly path: string }[]) => part.map(({ path }) => path);
  expect(E.map((parts: { train: readonly number[]; valid: readonly number[] }) => [
    parts.train.map((i) => at(names)[i]),
    parts.valid.map((i) => at(names)[i]),
  ])(found)).toEqual(E.right([paths(files.train), paths(files.valid)])); // prettier-ignore
  expect(E.isLeft(sampledSplit(12, 5, randomSplit(2, 1))(at(names), '/root'))).toBe(true);
});

describe('imageFiles to evaluate a model', () => {
  const vocab = ['bird', 'cat', 'dog'];
  const read = (names: readonly string[], config: Partial<ImageFilesConfig> = {}) =>
    only(
      imageFiles({
        ...{ readDirectory: readDirectoryOf(diskOf(at(names))), root: '/root' },
        ...{ vocab, split: partSplit(), ...config },
      }),
    );

  test('keeps the indices of the classes of the model; classes and a training part may be missing', async () => {
    const { train, valid, vocab: classes, warnings } = await read(plain);
    expect([train, classes]).toEqual([[], vocab]);
    expect(valid.map(({ label, target }) => [label, target])).toEqual([
      ['cat', 1],
      ['cat', 1],
      ['dog', 2],
      ['dog', 2],
    ]);
    expect(warnings).toBeUndefined();
    expect((await read(['dog/1'])).valid.map(({ target }) => target)).toEqual([2]);
  });

  test('names the classes that the model does not have', async () => {
    await expect(read([...plain, 'zebra/1', 'ant/2'])).rejects.toThrow(
      '/root: expected images of the classes of the model: bird, cat, dog, received images of ant, zebra.',
    );
    // Those of another part are no mistake.
    const { valid } = await read([...divided, 'train/zebra/5']);
    expect(valid.map(({ target }) => target)).toEqual([2]);
  });

  test('leaves out the other parts, which is no mistake', async () => {
    const { leftOut, warnings = [] } = await read(divided);
    expect(leftOut?.map(({ what, count }) => [what, count])).toEqual([
      ['test image', 1],
      ['images of other parts, which are not evaluated here', 2],
    ]);
    expect(warnings.join()).not.toContain('neither for training nor for validation');
  });

  test('the rows of a table are checked, and may mark test images', async () => {
    const readText = (text: string) => () => of(text);
    const table = (text: string) => ({
      split: partSplit({ part: 'test' }),
      labels: labelTableFrom(readText(text), { source: '/labels.csv', vocab }),
    });
    const names = ['a', 'b', 'c'];
    const head = 'file,label,split\na.jpg,dog,train\nb.jpg,cat,test\n';
    const { valid } = await read(names, table(`${head}c.jpg,bird,test`));
    expect(valid.map(({ path, target }) => [path, target])).toEqual([
      ['/root/b.jpg', 1],
      ['/root/c.jpg', 0],
    ]);
    await expect(read(names, table(`${head}c.jpg,zebra,test`))).rejects.toThrow(
      'line 4: zebra is not a class of the model',
    );
  });
});
