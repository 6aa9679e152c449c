import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { at, type ItemStore } from '../../../src/core/index.ts';
import { memoryStore } from '../../../src/io/item-store/index.ts';
import { readImage } from '../../../src/io/images/read-image.ts';
import { only } from '../../support/only.ts';
import { madeOf, madeStores, type MadeStores } from './made-stores.ts';

const MAX_BYTES = 1e6;

let stores: MadeStores;
beforeEach(() => {
  stores = madeStores();
});
afterEach(() => {
  stores[Symbol.dispose]();
});

describe.each([
  ['memoryStore', (maxBytes: number) => memoryStore({ maxBytes })],
  ['diskStore', (maxBytes: number) => stores.onDisk(maxBytes)],
])('%s', (_, create: (maxBytes: number) => ItemStore) => {
  test('finds a stored image by the same file and the same plan only', async () => {
    const { find, keep } = stores;
    const store = create(MAX_BYTES);
    const [small, large] = [madeOf(4), madeOf(6)];
    expect((await find(store, small)).pixels).toBeNull();
    await keep(store, small);
    expect((await find(store, small)).pixels).toEqual(small.pixels);
    expect((await find(store, large)).pixels).toBeNull();
    await keep(store, large);
    expect((await find(store, small)).pixels).toEqual(small.pixels);
    expect((await find(store, large)).pixels).toEqual(large.pixels);
  });

  test('does not find the image of a file that was modified, resized or removed', async () => {
    const { find, keep, image, folder } = stores;
    const store = create(MAX_BYTES);
    const made = madeOf(4);
    await keep(store, made);
    utimesSync(image, new Date(0), new Date(1000));
    expect((await find(store, made)).pixels).toBeNull();
    await keep(store, made);
    expect((await find(store, made)).pixels).toEqual(made.pixels);
    const before = statSync(image);
    writeFileSync(image, 'more bytes than before');
    utimesSync(image, before.atime, before.mtime);
    expect((await find(store, made)).pixels).toBeNull();
    expect(await find(store, made, join(folder, 'none.jpg'))).toEqual({ stamp: null, pixels: null });
  });

  test('stores no more than fits', async () => {
    const { find, keep, folder } = stores;
    const made = madeOf(4);
    const store = create(2 * made.pixels.data.length);
    const paths = ['b', 'c', 'd'].map((name) => join(folder, name));
    for (const path of paths) {
      writeFileSync(path, path);
      await keep(store, made, path);
    }
    const found = await Promise.all(paths.map((path) => find(store, made, path)));
    expect(found.map(({ pixels }) => pixels !== null)).toEqual([true, true, false]);
  });
});

describe('memoryStore', () => {
  test('an image that is no longer used makes room', async () => {
    const { find, keep } = stores;
    const [old, young] = [madeOf(4, 1), madeOf(4, 2)];
    const bordered = { ...young, steps: [{ ...at(young.steps, 0), padMode: 'border' as const }] };
    const store = memoryStore({ maxBytes: old.pixels.data.length });
    await keep(store, old);
    await keep(store, bordered);
    expect((await find(store, old)).pixels).not.toBeNull();
    // Two rounds that do not use the first.
    for (let i = 0; i < 4; i++) await find(store, bordered);
    await keep(store, bordered);
    expect((await find(store, bordered)).pixels).toEqual(young.pixels);
    expect((await find(store, old)).pixels).toBeNull();
  });
});

describe('diskStore', () => {
  test('later processes find the images, and so do processes that run at the same time', async () => {
    const { find, keep, onDisk, filesOf } = stores;
    const made = madeOf(5);
    await keep(onDisk(), made);
    const [next, other] = [onDisk(), onDisk()];
    expect((await find(next, made)).pixels).toEqual(made.pixels);
    await keep(next, madeOf(6));
    await keep(other, madeOf(7));
    const last = onDisk();
    for (const size of [5, 6, 7])
      expect((await find(last, madeOf(size))).pixels).toEqual(madeOf(size).pixels);
    expect(filesOf('.pixels')).toHaveLength(3);
  });

  test('removes the oldest files beyond the limit', async () => {
    const { find, keep, onDisk, filesOf, abandon } = stores;
    const [old, young] = [madeOf(4), madeOf(5)];
    await keep(onDisk(), old);
    const oldest = `${abandon()}.pixels`;
    utimesSync(oldest, new Date(0), new Date(1000));
    await keep(onDisk(), young);
    const bounded = onDisk(young.pixels.data.length);
    expect((await find(bounded, young)).pixels).toEqual(young.pixels);
    expect((await find(bounded, old)).pixels).toBeNull();
    expect(existsSync(oldest)).toBe(false);
    expect(filesOf('.jsonl')).toHaveLength(1);
  });

  test('keeps the files of a running process, also beyond the limit', async () => {
    const { find, keep, onDisk } = stores;
    await keep(onDisk(), madeOf(4));
    await keep(onDisk(), madeOf(5));
    const bounded = onDisk(madeOf(5).pixels.data.length);
    for (const size of [4, 5])
      expect((await find(bounded, madeOf(size))).pixels).toEqual(madeOf(size).pixels);
  });

  test('stores that are open at once stay within the limit together', async () => {
    const { find, keep, onDisk, filesOf } = stores;
    const sizes = [4, 5, 6, 7];
    const maxBytes = madeOf(4).pixels.data.length + madeOf(5).pixels.data.length;
    const both = [onDisk(maxBytes), onDisk(maxBytes)];
    await Promise.all(both.map((store) => find(store, madeOf(1))));
    for (const [i, size] of sizes.entries()) await keep(at(both, i % 2), madeOf(size));
    const bytes = filesOf('.pixels').reduce((sum, file) => sum + statSync(file).size, 0);
    expect(bytes).toBeLessThanOrEqual(maxBytes);
  });
});

describe('readImage', () => {
  test('emits the bytes of a file; null for a missing file or a folder', async () => {
    const { image, folder } = stores;
    expect(Buffer.from((await only(readImage(image))) ?? []).toString()).toBe('some bytes');
    expect(await only(readImage(join(folder, 'none')))).toBeNull();
    expect(await only(readImage(folder))).toBeNull();
  });
});
