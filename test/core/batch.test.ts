import { expect, test } from 'vitest';
import { Batch, type BatchFields, type ImageFile } from '../../src/core/index.ts';

/** Stands for a tensor: counts how often it was disposed. */
class Counted {
  disposed = 0;
  dispose(): void {
    this.disposed++;
  }
}

const file = (index: number): ImageFile => ({
  path: `/data/cat/${index}.jpg`,
  label: 'cat',
  target: 0,
  index,
});

const batchOf = (images: Counted | null, change: Partial<BatchFields<Counted>> = {}): Batch<Counted> =>
  new Batch<Counted>({
    images,
    targets: { _tag: 'ClassTargets', classes: new Int32Array(2) },
    files: [file(0), file(1)],
    skipped: [{ _tag: 'ItemError', file: file(2), reason: 'not an image' }],
    index: 7,
    ...change,
  });

test('size is the number of usable images', () => {
  expect(batchOf(new Counted()).size).toBe(2);
  expect(batchOf(null, { files: [] }).size).toBe(0);
});

test('disposing frees the images once and calls back once, in order', () => {
  const images = new Counted();
  const calls: string[] = [];
  const batch = batchOf(images);
  batch.whenReleased(() => calls.push(`a after ${images.disposed}`));
  batch.whenReleased(() => calls.push('b'));
  expect(calls).toEqual([]);
  batch[Symbol.dispose]();
  batch[Symbol.dispose]();
  expect(images.disposed).toBe(1);
  expect(calls).toEqual(['a after 1', 'b']);
});

test('a listener that comes after the release is called at once', () => {
  const batch = batchOf(new Counted());
  batch[Symbol.dispose]();
  let calls = 0;
  batch.whenReleased(() => calls++);
  expect(calls).toBe(1);
});

test('a batch without usable images is a lease too', () => {
  const batch = batchOf(null, { files: [] });
  let calls = 0;
  batch.whenReleased(() => calls++);
  batch[Symbol.dispose]();
  expect(calls).toBe(1);
});

test('with other images: the old ones are freed, the lease goes on', () => {
  const [before, after] = [new Counted(), new Counted()];
  const batch = batchOf(before);
  let calls = 0;
  batch.whenReleased(() => calls++);
  const moved = batch.with({ images: after });
  expect([before.disposed, after.disposed, calls]).toEqual([1, 0, 0]);
  batch[Symbol.dispose]();
  expect([before.disposed, after.disposed, calls]).toEqual([1, 0, 0]);
  moved[Symbol.dispose]();
  expect([before.disposed, after.disposed, calls]).toEqual([1, 1, 1]);
});

test('with other targets: the images stay, and so does everything else', () => {
  const images = new Counted();
  const batch = batchOf(images);
  const targets = { _tag: 'ClassTargets', classes: new Int32Array([1, 0]) } as const;
  const moved = batch.with({ targets });
  expect(images.disposed).toBe(0);
  expect(moved.images).toBe(images);
  expect(moved.targets).toBe(targets);
  expect(moved.files).toBe(batch.files);
  expect(moved.skipped).toBe(batch.skipped);
  expect(moved.index).toBe(7);
  batch[Symbol.dispose]();
  expect(images.disposed).toBe(0);
  moved[Symbol.dispose]();
  expect(images.disposed).toBe(1);
});

test('a listener to a batch that was moved on is called when the last one is released', () => {
  const images = new Counted();
  const first = batchOf(images);
  const last = first.with({}).with({});
  const calls: string[] = [];
  first.whenReleased(() => calls.push('first'));
  last.whenReleased(() => calls.push('last'));
  expect(calls).toEqual([]);
  last[Symbol.dispose]();
  expect([images.disposed, calls]).toEqual([1, ['first', 'last']]);
  first.whenReleased(() => calls.push('late'));
  expect(calls).toEqual(['first', 'last', 'late']);
});

test('using frees at the end of the block, also on error', () => {
  const images = new Counted();
  const broken = (): void => {
    using batch = batchOf(images);
    throw new Error(`${batch.size} images`);
  };
  expect(broken).toThrow('2 images');
  expect(images.disposed).toBe(1);
});
