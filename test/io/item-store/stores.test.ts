import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  at,
  type FoundPixels,
  type ItemStore,
  type MadePixels,
  type ResizePlan,
} from '../../../src/core/index.ts';
import { diskStore, memoryStore } from '../../../src/io/item-store/index.ts';
import { readImage } from '../../../src/io/images/read-image.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { randomPixels } from '../images/random-pixels.ts';

const MAX_BYTES = 1e6;

let folder: ReturnType<typeof temporaryFolder>;
let image: string;
beforeEach(() => {
  folder = temporaryFolder();
  image = join(folder.path, 'a.jpg');
  writeFileSync(image, 'some bytes');
});
afterEach(() => {
  folder[Symbol.dispose]();
});

const source = { height: 40, width: 30 };
const box = { left: 0, top: 0, height: 30, width: 30 };

/** Returns an image after resizing it to some size. */
const madeOf = (size: number, seed = 1): MadePixels => ({
  source,
  steps: [{ box, padMode: 'zeros', resizeTo: { height: size, width: size } }],
  pixels: randomPixels(size, size, seed),
});

const planOf =
  (made: MadePixels): ResizePlan =>
  (size) =>
    size.height === source.height ? made.steps : [];

const find = (store: ItemStore, made: MadePixels, path = image): Promise<FoundPixels> =>
  only(store.find(path, planOf(made)));

async function keep(store: ItemStore, made: MadePixels, path = image): Promise<void> {
  const { stamp } = await find(store, made, path);
  if (stamp === null) throw new Error(`there is no ${path}`);
  await collect(store.keep(stamp, made));
}

const onDisk = (maxBytes = MAX_BYTES): ItemStore =>
  diskStore({ folder: join(folder.path, 'items'), maxBytes });

const filesOf = (extension: string): readonly string[] =>
  readdirSync(join(folder.path, 'items'))
    .filter((name) => name.endsWith(extension))
    .map((name) => join(folder.path, 'items', name));

describe.each([
  ['memoryStore', (maxBytes: number) => memoryStore({ maxBytes })],
  ['diskStore', onDisk],
])('%s', (_, create: (maxBytes: number) => ItemStore) => {
  test('finds a stored image by the same file and the same plan only', async () => {
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
    expect(await find(store, made, join(folder.path, 'none.jpg'))).toEqual({ stamp: null, pixels: null });
  });

  test('stores no more than fits', async () => {
    const made = madeOf(4);
    const store = create(2 * made.pixels.data.length);
    const paths = ['b', 'c', 'd'].map((name) => join(folder.path, name));
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

  test('does not find an incomplete or damaged image, but all others', async () => {
    const [first, second] = [madeOf(4, 1), madeOf(5, 2)];
    const store = onDisk();
    await keep(store, first);
    await keep(store, second);
    const [pixels = '', index = ''] = [...filesOf('.pixels'), ...filesOf('.jsonl')];
    const bytes = readFileSync(pixels);
    bytes[1] = 255 - at(bytes, 1);
    writeFileSync(pixels, bytes);
    appendFileSync(index, '{"stamp":{"path":"/cut o');
    const next = onDisk();
    expect((await find(next, first)).pixels).toBeNull();
    expect((await find(next, second)).pixels).toEqual(second.pixels);
    writeFileSync(pixels, bytes.subarray(0, 20));
    expect((await find(onDisk(), second)).pixels).toBeNull();
  });

  test('works beside the pixels of a process that was killed before it wrote the index', async () => {
    const [first, second] = [madeOf(4, 1), madeOf(5, 2)];
    await keep(onDisk(), first);
    rmSync(filesOf('.jsonl')[0] ?? '');
    const next = onDisk();
    expect((await find(next, first)).pixels).toBeNull();
    await keep(next, second);
    expect((await find(onDisk(), second)).pixels).toEqual(second.pixels);
  });

  test('removes the oldest files beyond the limit', async () => {
    const [old, young] = [madeOf(4), madeOf(5)];
    await keep(onDisk(), old);
    const [oldest = ''] = filesOf('.pixels');
    utimesSync(oldest, new Date(0), new Date(1000));
    await keep(onDisk(), young);
    const bounded = onDisk(young.pixels.data.length);
    expect((await find(bounded, young)).pixels).toEqual(young.pixels);
    expect((await find(bounded, old)).pixels).toBeNull();
    expect(existsSync(oldest)).toBe(false);
    expect(filesOf('.jsonl')).toHaveLength(1);
  });

  test('stores nothing and does not fail if the folder cannot be written', async () => {
    const store = diskStore({ folder: join(image, 'items'), maxBytes: MAX_BYTES });
    await keep(store, madeOf(4));
    expect((await find(store, madeOf(4))).pixels).toBeNull();
  });
});

describe('readImage', () => {
  test('emits the bytes of a file; null for a missing file or a folder', async () => {
    expect(Buffer.from((await only(readImage(image))) ?? []).toString()).toBe('some bytes');
    expect(await only(readImage(join(folder.path, 'none')))).toBeNull();
    expect(await only(readImage(folder.path))).toBeNull();
  });
});
