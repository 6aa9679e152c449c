import * as E from 'fp-ts/lib/Either.js';
import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../src/core/index.ts';
import {
  endSplit,
  grandparentSplit,
  listSplit,
  listSplitFrom,
  randomSplit,
  type SplitIndices,
} from '../../src/files/index.ts';
import { only } from '../support/only.ts';

const paths = Array.from({ length: 50 }, (_, i) => `/root/cat/${String(i)}.jpg`);

const right = (result: E.Either<AppError, SplitIndices>): SplitIndices => {
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left));
  return result.right;
};

describe('randomSplit', () => {
  test('divides all images in random order; the same seed gives the same split', () => {
    const { train, valid } = right(randomSplit(0.2, 7)(paths, '/root'));
    expect(valid).toHaveLength(10);
    expect([...train, ...valid].sort((a, b) => a - b)).toEqual(paths.map((_, i) => i));
    expect(train).not.toEqual(train.toSorted((a, b) => a - b));
    expect(right(randomSplit(0.2, 7)(paths, '/root'))).toEqual({ train, valid });
    expect(right(randomSplit(0.2, 8)(paths, '/root')).valid).not.toEqual(valid);
  });

  test.each([0, 1, -0.1, 20, NaN])('a fraction of %d is BadOption', (fraction) => {
    expect(randomSplit(fraction, 7)(paths, '/root')).toMatchObject(E.left({ _tag: 'BadOption' }));
    expect(endSplit(fraction)(paths, '/root')).toMatchObject(E.left({ _tag: 'BadOption' }));
  });
});

test('grandparentSplit validates with val and valid, and leaves out other folders', () => {
  const found = [
    '/r/train/a/1.jpg',
    '/r/val/a/2.jpg',
    '/r/valid/b/3.jpg',
    '/r/test/a/4.jpg',
    '/r/train/5.jpg',
  ];
  expect(grandparentSplit()(found, '/r')).toEqual(E.right({ train: [0], valid: [1, 2] }));
});

describe('listSplit', () => {
  const found = ['/r/a/1.jpg', '/r/a/2.jpg', '/r/b/1.jpg'];

  test('accepts relative paths, absolute paths and ./', () => {
    expect(listSplit(['a/2.jpg', './b/1.jpg'])(found, '/r/')).toEqual(E.right({ train: [0], valid: [1, 2] }));
    expect(listSplit(['/r/a/2.jpg'])(found, '/r')).toEqual(E.right({ train: [0, 2], valid: [1] }));
  });

  test('reads a text file with Windows line endings and empty lines', async () => {
    const splitter = await only(listSplitFrom(() => of('a/2.jpg\r\n\r\n b/1.jpg \n'), 'valid.txt'));
    expect(splitter(found, '/r')).toEqual(E.right({ train: [0], valid: [1, 2] }));
  });

  test('names the list and a few missing images', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `c/${String(i + 1)}.jpg`).join('\n');
    const splitter = await only(listSplitFrom(() => of(names), 'valid.txt'));
    expect(splitter(found, '/r')).toMatchObject(
      E.left({
        where: 'valid.txt',
        received: '9 of 9 names not found: c/1.jpg, c/2.jpg, c/3.jpg, c/4.jpg, c/5.jpg, …',
      }),
    );
  });

  test('an empty list is an error', () => {
    expect(listSplit([])(found, '/r')).toMatchObject(E.left({ received: 'an empty list' }));
  });

  test('with a sample, looks up names among all images', () => {
    const sampled = ['/r/a/1.jpg', '/r/b/1.jpg'];
    expect(listSplit(['a/2.jpg', 'b/1.jpg'])(sampled, '/r', found)).toEqual(
      E.right({ train: [0], valid: [1] }),
    );
  });
});
