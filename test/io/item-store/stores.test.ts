import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FoundPixels, ItemStore, MadePixels, ResizePlan } from '../../../src/core/index.ts';
import { diskStore, memoryStore } from '../../../src/io/item-store/index.ts';
import { readImage } from '../../../src/io/images/read-image.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { randomPixels } from '../images/random-pixels.ts';

const MOST = 1e6;

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

/** What is made of an image by resizing it to some size. */
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

const onDisk = (most = MOST): ItemStore => diskStore({ folder: join(folder.path, 'items'), most });

const filesOf = (ending: string): readonly string[] =>
  readdirSync(join(folder.path, 'items'))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder.path, 'items', name));

describe.each([
  ['in memory', (most: number) => memoryStore({ most })],
  ['on the disk', onDisk],
])('%s', (_, create: (most: number) => ItemStore) => {
  test('what is kept is found, for the same file and the same plan', async () => {
    const store = create(MOST);
    const [small, large] = [madeOf(4), madeOf(6)];
    expect((await find(store, small)).pixels).toBeNull();
    await keep(store, small);
    expect((await find(store, small)).pixels).toEqual(small.pixels);
    expect((await find(store, large)).pixels).toBeNull();
    await keep(store, large);
    expect((await find(store, small)).pixels).toEqual(small.pixels);
    expect((await find(store, large)).pixels).toEqual(large.pixels);
  });

  test('a file that changed is another one, also where its length is the same; one that is gone is none', async () => {
    const store = create(MOST);
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

  test('no more is kept than there is room for', async () => {
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

describe('in memory', () => {
  test('those make room that are not asked for any more', async () => {
    const [old, young] = [madeOf(4, 1), madeOf(4, 2)];
    const wanted = { ...young, steps: [{ ...young.steps[0]!, padMode: 'border' as const }] };
    const store = memoryStore({ most: old.pixels.data.length });
    await keep(store, old);
    await keep(store, wanted);
    expect((await find(store, old)).pixels).not.toBeNull();
    // Two rounds in which nobody asked for the first.
    for (let i = 0; i < 4; i++) await find(store, wanted);
    await keep(store, wanted);
    expect((await find(store, wanted)).pixels).toEqual(young.pixels);
    expect((await find(store, old)).pixels).toBeNull();
  });
});

describe('on the disk', () => {
  test('the next process finds it, and another one beside it does too', async () => {
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

  test('what was written partly, or is damaged, is not found; the rest is', async () => {
    const [first, second] = [madeOf(4, 1), madeOf(5, 2)];
    const store = onDisk();
    await keep(store, first);
    await keep(store, second);
    const [pixels = '', index = ''] = [...filesOf('.pixels'), ...filesOf('.jsonl')];
    const bytes = readFileSync(pixels);
    bytes[1] = 255 - (bytes[1] ?? 0);
    writeFileSync(pixels, bytes);
    appendFileSync(index, '{"stamp":{"path":"/cut o');
    const next = onDisk();
    expect((await find(next, first)).pixels).toBeNull();
    expect((await find(next, second)).pixels).toEqual(second.pixels);
    writeFileSync(pixels, bytes.subarray(0, 20));
    expect((await find(onDisk(), second)).pixels).toBeNull();
  });

  test('beyond the bound the oldest files go', async () => {
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

  test('where nothing can be written, nothing is kept, and nothing fails', async () => {
    const store = diskStore({ folder: join(image, 'items'), most: MOST });
    await keep(store, madeOf(4));
    expect((await find(store, madeOf(4))).pixels).toBeNull();
  });
});

describe('readImage', () => {
  test('the bytes of a file; null where there is none, or a folder', async () => {
    expect(Buffer.from((await only(readImage(image))) ?? []).toString()).toBe('some bytes');
    expect(await only(readImage(join(folder.path, 'none')))).toBeNull();
    expect(await only(readImage(folder.path))).toBeNull();
  });
});
