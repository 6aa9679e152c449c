import { expect, test } from 'vitest';
import { Batch, type BatchFields, type ImageFile } from '../../src/core/index.ts';

/** A stand-in for a tensor that counts its disposals. */
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

test('damaged images move with the contents; there are none by default', () => {
  const damaged = [{ file: file(1), reason: 'half of it is grey' }];
  expect(batchOf(new Counted()).damaged).toEqual([]);
  expect(batchOf(new Counted(), { damaged }).with({ images: new Counted() }).damaged).toEqual(damaged);
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

test('a listener added after the release is called immediately', () => {
  const batch = batchOf(new Counted());
  batch[Symbol.dispose]();
  let calls = 0;
  batch.whenReleased(() => calls++);
  expect(calls).toBe(1);
});

test('a batch without usable images is also a lease', () => {
  const batch = batchOf(null, { files: [] });
  let calls = 0;
  batch.whenReleased(() => calls++);
  batch[Symbol.dispose]();
  expect(calls).toBe(1);
});

test('replacing the images disposes the old ones and keeps the lease', () => {
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

test('replacing the targets keeps the images and all other fields', () => {
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

test('a listener of the original batch is called when the last batch of the lease is disposed', () => {
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

test('using disposes the batch at the end of the block, even on error', () => {
  const images = new Counted();
  const broken = (): void => {
    using batch = batchOf(images);
    throw new Error(`${batch.size} images`);
  };
  expect(broken).toThrow('2 images');
  expect(images.disposed).toBe(1);
});
