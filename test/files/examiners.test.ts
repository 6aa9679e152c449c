import { describe, expect, test } from 'vitest';
import type { ImageFile, ImageFiles } from '../../src/core/index.ts';
import { contentExaminer, copiesExaminer, equalFiles } from '../../src/files/index.ts';
import { madeContents } from '../support/made-contents.ts';
import { only } from '../support/only.ts';

const filesOf = (train: readonly string[], valid: readonly string[]): ImageFiles => {
  const toFile = (name: string, index: number): ImageFile => ({
    path: `/d/${name}`,
    label: 'a',
    target: 0,
    index,
  });
  return { train: train.map(toFile), valid: valid.map(toFile), vocab: ['a'], root: '/d' };
};

describe('equalFiles', () => {
  const large = 'x'.repeat(2 ** 17);
  const texts: Readonly<Record<string, string | null>> = {
    ...{ a: 'one', b: 'two', c: 'one', d: 'three', e: '', f: '', g: null, h: null },
    ...{
      i: large,
      j: large,
      k: `y${large.slice(1)}`,
      l: `${large.slice(0, 2 ** 16)}z${large.slice(2 ** 16 + 1)}`,
    },
  };
  const paths = Object.keys(texts);

  test('only files of equal size are read, and large ones to the end only if their middles are equal', async () => {
    const contents = madeContents((path) => texts[path]);
    expect(await only(equalFiles(contents, paths))).toEqual([
      ['a', 'c'],
      ['i', 'j'],
    ]);
    const [sample, all] = [2 ** 16, Infinity];
    expect(contents.hashed).toEqual([
      ...['i', 'j', 'k', 'l', 'a', 'b', 'c'].map((path) => [path, sample]),
      ...['i', 'j', 'k'].map((path) => [path, all]),
    ]);
  });

  test('only groups that are wanted are read, larger files first, up to a limit', async () => {
    const contents = madeContents((path) => texts[path]);
    const isWanted = (group: readonly string[]): boolean => group.includes('b');
    expect(await only(equalFiles(contents, paths, { isWanted }))).toEqual([]);
    expect(contents.hashed.map(([path]) => path)).toEqual(['a', 'b', 'c']);
    expect(
      await only(
        equalFiles(
          madeContents((path) => texts[path]),
          paths,
          { limit: 6 },
        ),
      ),
    ).toEqual([['i', 'j']]);
  });
});

describe('copiesExaminer', () => {
  test('names validation images that are copies of training images, not other copies', async () => {
    const texts: Readonly<Record<string, string>> = {
      ...{ '/d/1': 'same', '/d/2': 'same', '/d/3': 'both', '/d/4': 'both', '/d/5': 'same', '/d/6': 'none' },
    };
    const found = copiesExaminer(madeContents((path) => texts[path]))(
      filesOf(['1', '3', '4'], ['2', '5', '6']),
    );
    expect(await only(found)).toEqual([
      expect.stringMatching(
        /^2 validation images are copies of training images: 2 = 1, 5 = 1\. For a list: .*verify \/d$/,
      ),
    ]);
    expect(await only(copiesExaminer(madeContents())(filesOf(['1'], ['2'])))).toEqual([]);
  });
});

describe('contentExaminer', () => {
  const many = Array.from({ length: 2000 }, (_, i) => `${i}.jpg`);
  const heic = '!a HEIC image: convert it to JPEG or PNG';

  test('reads at most 500 files of each extension', async () => {
    const contents = madeContents();
    expect(await only(contentExaminer(contents)(filesOf(many, ['1.png'])))).toEqual([]);
    expect(contents.sniffed).toHaveLength(501);
  });

  test('all files of an extension if one of the sample is no image, and counts them by their reasons', async () => {
    const contents = madeContents((path) => {
      const number = Number(/\d+/.exec(path)?.[0]);
      return path.endsWith('.png') || number % 4 > 0 ? undefined : number < 1000 ? heic : '!an empty file';
    });
    expect(await only(contentExaminer(contents)(filesOf(many, ['0.png'])))).toEqual([
      '250 files that cannot be decoded (a HEIC image: convert it to JPEG or PNG): 0.jpg, 100.jpg, 104.jpg, 108.jpg, 112.jpg, …',
      '250 files that cannot be decoded (an empty file): 1000.jpg, 1004.jpg, 1008.jpg, 1012.jpg, 1016.jpg, …',
    ]);
  });
});
