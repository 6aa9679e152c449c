import { from, map, NEVER } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { createRng, type ImageFile } from '../../src/core/index.ts';
import { balance, balanced } from '../../src/files/index.ts';
import { collect } from '../support/collect.ts';
import { numberedFile } from '../support/made-batches.ts';
import { marbles } from '../support/marbles.ts';

/** Images of classes of the given sizes; the indices are in the order of the classes. */
const imagesOf = (...sizes: readonly number[]): readonly ImageFile[] =>
  sizes
    .flatMap((size, target) => Array<number>(size).fill(target))
    .map((target, i) => numberedFile(i, target));

const four = imagesOf(3, 1);
const letters = { a: four[0]!, b: four[1]!, c: four[2]!, d: four[3]!, D: { ...four[3]!, index: 7 } };
const letterOf = ({ index }: ImageFile): string => 'abcd   D'.charAt(index);

const countsOf = (files: readonly ImageFile[], key: (file: ImageFile) => number | string) =>
  files.reduce(
    (counts, file) => counts.set(key(file), (counts.get(key(file)) ?? 0) + 1),
    new Map<number | string, number>(),
  );

// The first seed that gives the order of the diagram.
const rng = createRng(
  Array.from({ length: 1000 }, (_, seed) => seed).find(
    (seed) => balance(four, createRng(seed), 0).map(letterOf).join('') === 'cdDa',
  ) ?? 0,
);

describe('balanced', () => {
  test('emits each class equally often on completion', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a-b-c-d-|         ', letters);
      const expected = '     ---------(cdDa|)';
      expectObservable(source.pipe(balanced(rng, 0))).toBe(expected, letters);
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
  });

  test('never, empty, one, error, early unsubscription', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      expectObservable(NEVER.pipe(balanced(rng, 0))).toBe('-');
      expectObservable(cold<ImageFile>('---|').pipe(balanced(rng, 0))).toBe('---|');
      expectObservable(cold('-a-|', letters).pipe(balanced(rng, 0))).toBe('---(a|)', letters);
      expectObservable(cold('-a-#', letters).pipe(balanced(rng, 0))).toBe('---#');
      const endless = cold('-a-a-a-a', letters);
      expectObservable(endless.pipe(balanced(rng, 0)), '----!').toBe('-----');
      expectSubscriptions(endless.subscriptions).toBe('^---!');
    });
  });
});

describe('balance', () => {
  const files = imagesOf(50, 7, 2);

  test('draws as many images as there are, each class equally often or once more', () => {
    for (let epoch = 0; epoch < 5; epoch++) {
      const drawn = balance(files, rng, epoch);
      expect(drawn).toHaveLength(59);
      expect([...countsOf(drawn, ({ target }) => Number(target)).values()].sort()).toEqual([19, 20, 20]);
    }
  });

  test('repeats an image only after all of its class, and draws a large class without repetition', () => {
    const counts = countsOf(balance(files, rng, 0), ({ path }) => path);
    const ofClass = (target: number) =>
      files.filter((file) => file.target === target).map(({ path }) => counts.get(path) ?? 0);
    expect(Math.max(...ofClass(0))).toBe(1);
    for (const target of [1, 2])
      expect(Math.max(...ofClass(target)) - Math.min(...ofClass(target))).toBeLessThanOrEqual(1);
  });

  test('a repetition has an index of its own, the first occurrence that of the image', () => {
    const drawn = balance(files, rng, 0);
    expect(new Set(drawn.map(({ index }) => index)).size).toBe(59);
    const paths = new Map(files.map(({ path, index }) => [index, path]));
    for (const { index, path } of drawn) expect(paths.get(index % 59)).toBe(path);
    for (const path of new Set(drawn.map((file) => file.path)))
      expect(drawn.some((file) => file.path === path && paths.get(file.index) === path)).toBe(true);
  });

  test('over the epochs, left-over places and the images of a large class vary', () => {
    const epochs = Array.from({ length: 60 }, (_, epoch) => balance(files, rng, epoch));
    const largest = countsOf(epochs.flat(), ({ target }) => Number(target));
    for (const count of largest.values()) expect(Math.abs(count - (60 * 59) / 3)).toBeLessThan(15);
    expect(countsOf(epochs.flat(), ({ path }) => path).size).toBe(59);
  });

  test('the order is a function of images, seed and epoch, and is random', async () => {
    const ordered = async (seed: number, epoch: number) =>
      (
        await collect(
          from(files).pipe(
            balanced(createRng(seed), epoch),
            map(({ index }) => index),
          ),
        )
      ).join();
    expect(await ordered(1, 0)).toBe(await ordered(1, 0));
    expect(new Set([await ordered(1, 0), await ordered(1, 1), await ordered(2, 0)]).size).toBe(3);
    const targets = balance(files, rng, 0).map(({ target }) => Number(target));
    expect(targets).not.toEqual([...targets].sort());
  });
});
