import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, test } from 'vitest';
import {
  classSplit,
  endSplit,
  exceptTest,
  folderSplit,
  randomSplit,
  topLabel,
  type Splitter,
} from '../../src/files/index.ts';

const at = (names: readonly string[]): readonly string[] => names.map((name) => `/root/${name}.jpg`);
const divided = (split: Splitter, names: readonly string[]) => {
  const paths = at(names);
  const result = split(paths, '/root');
  if (E.isLeft(result)) throw new Error(result.left.received);
  const nameOf = (i: number): string => names[i]!;
  return { train: result.right.train.map(nameOf), valid: result.right.valid.map(nameOf) };
};
const lastHalf = endSplit(0.5);

describe('folderSplit', () => {
  test.each(['val', 'Valid', 'VALIDATION'])(
    'Train and %s are the parts; the images of test are in neither',
    (valid) => {
      const names = ['Train/cat/1', 'Train/dog/2', `${valid}/cat/3`, 'test/cat/4', 'other/cat/5', 'Train/6'];
      expect(divided(folderSplit(lastHalf), names)).toEqual({
        train: ['Train/cat/1', 'Train/dog/2'],
        valid: [`${valid}/cat/3`],
      });
    },
  );

  test('without images for validation, those of train are split', () => {
    const names = ['test/cat/1', 'train/cat/2', 'train/dog/3'];
    expect(divided(folderSplit(lastHalf), names)).toEqual({ train: ['train/cat/2'], valid: ['train/dog/3'] });
  });

  test.each<readonly [string, readonly string[]]>([
    ['class folders', ['cat/1', 'dog/2']],
    ['classes of vehicles', ['bus/1', 'train/2', 'test/3', 'val/4']],
    ['one part', ['train/cat/1', 'train/dog/2']],
  ])('%s are not split already', (_, names) => {
    expect(divided(folderSplit(lastHalf), names)).toEqual(divided(lastHalf, names));
  });

  test('a sample is split as the whole', () => {
    const found = at(['train/cat/1', 'train/cat/2', 'val/cat/3']);
    expect(folderSplit(lastHalf)(found.slice(0, 2), '/root', found)).toEqual(
      E.right({ train: [0, 1], valid: [] }),
    );
  });
});

test('exceptTest: the images of test are in neither part, whatever divides the others', () => {
  const names = ['test/cat/1', 'train/cat/2', 'train/cat/3', 'val/cat/4', 'val/cat/5'];
  expect(divided(exceptTest(lastHalf), names)).toEqual({
    train: ['train/cat/2', 'train/cat/3'],
    valid: ['val/cat/4', 'val/cat/5'],
  });
  expect(divided(exceptTest(lastHalf), ['test/1', 'cat/2'])).toEqual({ train: ['test/1'], valid: ['cat/2'] });
});

describe('classSplit', () => {
  const numbered = (name: string, count: number): readonly string[] =>
    Array.from({ length: count }, (_, i) => `${name}/${i}`);
  const names = [...numbered('cat', 50), ...numbered('dog', 7), ...numbered('owl', 2), ...numbered('yak', 1)];
  const split = divided(classSplit(0.2, 1), names);

  test('takes the fraction of each class, at least one of two images, and never all', () => {
    const countOf = (name: string): number => split.valid.filter((each) => each.startsWith(name)).length;
    expect(['cat', 'dog', 'owl', 'yak'].map(countOf)).toEqual([10, 1, 1, 0]);
    expect([...split.train, ...split.valid].sort()).toEqual([...names].sort());
  });

  test('depends on the seed and the path below the root alone', () => {
    expect(divided(classSplit(0.2, 1), names)).toEqual(split);
    expect(divided(classSplit(0.2, 2), names)).not.toEqual(split);
    const moved = names.map((name) => `/elsewhere/${name}.jpg`);
    expect(classSplit(0.2, 1)(moved, '/elsewhere')).toEqual(classSplit(0.2, 1)(at(names), '/root'));
  });

  test('an image that is added moves at most one other, of its class', () => {
    for (let i = 0; i < 40; i++) {
      const added = divided(classSplit(0.2, 1), [...names, `cat/new-${i}`].sort());
      const before = new Set(split.valid);
      const after = new Set(added.valid.filter((name) => name !== `cat/new-${i}`));
      const moved = [...before]
        .filter((name) => !after.has(name))
        .concat([...after].filter((name) => !before.has(name)));
      expect(moved.length).toBeLessThanOrEqual(1);
      expect(moved.every((name) => name.startsWith('cat/'))).toBe(true);
    }
  });

  test('classes may be the folders below the root, or below the parts', () => {
    const deep = ['cat/a/1', 'cat/b/2', 'dog/a/3', 'dog/b/4'];
    const { valid } = divided(
      (paths, root) => classSplit(0.5, 1)(paths, root, paths, { label: topLabel(false), part: null }),
      deep,
    );
    expect(valid.map((name) => name.slice(0, 3)).sort()).toEqual(['cat', 'dog']);
  });

  test('a fraction out of range fails', () => {
    expect(E.isLeft(classSplit(1.5, 1)(at(names), '/root'))).toBe(true);
  });

  test('an added image moves many others of randomSplit', () => {
    const before = new Set(divided(randomSplit(0.2, 1), names).valid);
    const after = divided(randomSplit(0.2, 1), ['ape/1', ...names]).valid;
    expect(after.filter((name) => !before.has(name)).length).toBeGreaterThan(3);
  });
});
