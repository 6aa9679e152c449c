import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { at, type ItemStore, type MadePixels } from '../../../src/core/index.ts';
import { diskStore } from '../../../src/io/item-store/index.ts';
import { collect } from '../../support/collect.ts';
import { flipByte } from '../../support/flip-byte.ts';
import { madeOf, madeStores, type MadeStores } from './made-stores.ts';

const faultsOf = ({ faults$ }: ItemStore): Promise<readonly string[]> =>
  faults$ === undefined ? expect.fail('the store reports no faults') : collect(faults$);

const bytesIn = ({ filesOf }: MadeStores): number =>
  filesOf('.pixels').reduce((sum, file) => sum + statSync(file).size, 0);

const IMAGES: readonly MadePixels[] = [3, 4, 5, 6, 7].map((size) => madeOf(size));

/** Stores all images, ends their process, and returns the path of its files without an extension. */
async function filled({ onDisk, keep, abandon }: MadeStores): Promise<string> {
  const store = onDisk();
  for (const made of IMAGES) await keep(store, made);
  return abandon();
}

/** Uses the images as a run does, and returns the positions of those that were not found and stored again. */
async function use({ find, keep }: MadeStores, store: ItemStore): Promise<readonly number[]> {
  const missing: number[] = [];
  for (const [i, made] of IMAGES.entries()) {
    const { pixels } = await find(store, made);
    if (pixels === null) missing.push(i);
    else expect(pixels).toEqual(made.pixels);
    await keep(store, made);
  }
  return missing;
}

test('a damaged image is replaced in its own bytes, and reported once', async () => {
  using stores = madeStores();
  const path = await filled(stores);
  const before = bytesIn(stores);
  flipByte(`${path}.pixels`, 1);
  const store = stores.onDisk();
  expect(await use(stores, store)).toEqual([0]);
  expect(await use(stores, store)).toEqual([]);
  expect(await faultsOf(store)).toEqual([
    `replaced 1 damaged image in the cache ${join(stores.folder, 'items')}`,
  ]);
  expect(await faultsOf(store)).toEqual([]);
  for (let run = 0; run < 3; run++) expect(await use(stores, stores.onDisk())).toEqual([]);
  expect(bytesIn(stores)).toBe(before);
});

test('pixels that were cut off are written again, up to their earlier size', async () => {
  using stores = madeStores();
  const path = await filled(stores);
  const before = bytesIn(stores);
  truncateSync(`${path}.pixels`, before - 10);
  expect(await use(stores, stores.onDisk())).toEqual([4]);
  expect(await use(stores, stores.onDisk())).toEqual([]);
  expect(bytesIn(stores)).toBe(before);
});

test.each([
  ['a line that is null', (index: string) => appendFileSync(index, 'null\n'), []],
  ['a line of another type', (index: string) => appendFileSync(index, '[0,]\n7\n[]\n"\n'), []],
  ['a line that was cut off', (index: string) => appendFileSync(index, '\n[1,{"stamp":{"path":"/cut o'), []],
  ['a line with another byte', (index: string) => flipByte(index, 30), [0]],
  ['a last line that was cut off', (index: string) => truncateSync(index, statSync(index).size - 9), [4]],
  ['a first half of zeros', (index: string) => zeroHalf(index), [0, 1, 2]],
])(
  'an index with %s: the other images are found, and the folder grows once at most',
  async (_, damage, lost) => {
    using stores = madeStores();
    const path = await filled(stores);
    const before = bytesIn(stores);
    damage(`${path}.jsonl`);
    expect(await use(stores, stores.onDisk())).toEqual(lost);
    for (let run = 0; run < 3; run++) expect(await use(stores, stores.onDisk())).toEqual([]);
    const again = lost.reduce((sum, i) => sum + at(IMAGES, i).pixels.data.length, 0);
    expect(bytesIn(stores)).toBe(before + again);
  },
);

function zeroHalf(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, 0, Math.floor(bytes.length / 2)));
}

test('an offset that was changed is not trusted: no other image is overwritten', async () => {
  using stores = madeStores();
  const path = await filled(stores);
  const index = readFileSync(`${path}.jsonl`, 'utf8');
  writeFileSync(`${path}.jsonl`, index.replace('"at":27,', '"at":20,'));
  expect(await use(stores, stores.onDisk())).toEqual([1]);
  expect(await use(stores, stores.onDisk())).toEqual([]);
});

test.each([
  ['pixels without an index', '.jsonl', 405],
  ['an index without pixels', '.pixels', 405],
] as const)(
  '%s of a dead process: removed and reported, and the images are stored again',
  async (_, missing, bytes) => {
    using stores = madeStores();
    const path = await filled(stores);
    rmSync(path + missing);
    const store = stores.onDisk();
    expect(await use(stores, store)).toEqual([0, 1, 2, 3, 4]);
    expect(await faultsOf(store)).toEqual([
      `removed ${bytes} B with a missing or damaged index from the cache ${join(stores.folder, 'items')}`,
    ]);
    expect(existsSync(`${path}.pixels`) || existsSync(`${path}.jsonl`)).toBe(false);
    expect(await use(stores, stores.onDisk())).toEqual([]);
    expect(bytesIn(stores)).toBe(405);
  },
);

test('pixels without an index of a running process are kept: it may be about to write the index', async () => {
  using stores = madeStores();
  const { onDisk, keep, filesOf } = stores;
  await keep(onDisk(), madeOf(4));
  for (const index of filesOf('.jsonl')) rmSync(index);
  const [pixels = ''] = filesOf('.pixels');
  expect(await use(stores, onDisk())).toEqual([0, 1, 2, 3, 4]);
  expect(existsSync(pixels)).toBe(true);
});

test('a file that cannot be read does not switch off the others', async () => {
  using stores = madeStores();
  const path = await filled(stores);
  mkdirSync(join(stores.folder, 'items', 'a.pixels'));
  mkdirSync(join(stores.folder, 'items', 'b.jsonl'));
  expect(existsSync(`${path}.pixels`)).toBe(true);
  expect(await use(stores, stores.onDisk())).toEqual([]);
});

test('a process whose files another one damages, repairs or removes finds the rest, and stores what is missing', async () => {
  using stores = madeStores();
  const path = await filled(stores);
  const [one, other] = [stores.onDisk(), stores.onDisk()];
  expect(await use(stores, one)).toEqual([]);
  expect(await use(stores, other)).toEqual([]);
  flipByte(`${path}.pixels`, 30);
  expect(await use(stores, one)).toEqual([1]);
  expect(await use(stores, other)).toEqual([]);
  for (const extension of ['.pixels', '.jsonl']) rmSync(path + extension);
  expect(await use(stores, other)).toEqual([0, 1, 2, 3, 4]);
  expect(await use(stores, other)).toEqual([]);
  expect(await faultsOf(other)).toEqual([]);
});

test('a folder that cannot be created: nothing is stored, and the reason is reported', async () => {
  using stores = madeStores();
  const folder = join(stores.image, 'items');
  const store = diskStore({ folder, maxBytes: 1e6 });
  expect(await use(stores, store)).toEqual([0, 1, 2, 3, 4]);
  expect(await use(stores, store)).toEqual([0, 1, 2, 3, 4]);
  expect(await faultsOf(store)).toEqual([
    `the cache ${folder} cannot be used: a file instead of a folder: ${folder}`,
  ]);
});

test.skipIf(process.platform !== 'linux')(
  'a full disk: an image is not stored, and the others are still found',
  async () => {
    using stores = madeStores();
    const path = await filled(stores);
    const { onDisk, keep, find, filesOf } = stores;
    const [store, large] = [onDisk(), madeOf(9)];
    await keep(store, madeOf(8));
    for (const own of filesOf('.pixels').filter((file) => file !== `${path}.pixels`)) {
      rmSync(own);
      symlinkSync('/dev/full', own);
    }
    await keep(store, large);
    expect((await find(store, large)).pixels).toBeNull();
    expect(await use(stores, store)).toEqual([]);
    expect(await use(stores, onDisk())).toEqual([]);
  },
);
