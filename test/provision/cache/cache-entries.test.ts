import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheEntries } from '../../../src/provision/cache/index.ts';
import { collect } from '../../support/collect.ts';
import { ENGINE, madeCache } from './made-cache.ts';

const namesOf = async (folder: string): Promise<readonly string[]> =>
  (await collect(cacheEntries(folder)))[0]!.map(({ kind, name, bytes }) => `${kind} ${name} ${bytes}`);

test('lists entries by kind and name, with sizes and last use', async () => {
  using cache = madeCache();
  const [entries] = await collect(cacheEntries(cache.path));
  expect(entries![0]).toEqual({
    kind: 'engines',
    name: ENGINE,
    path: join(cache.path, ENGINE),
    bytes: 1100,
    lastUsed: '2026-03-01T00:00:00.000Z',
  });
  expect(await namesOf(cache.path)).toEqual([
    `engines ${ENGINE} 1100`,
    'data-sets cifar10 50',
    'data-sets imagenette-160 40',
    'items items 30',
    'other node-linux-x64-22 20',
  ]);
});

test('counts leftovers with their entry', async () => {
  using cache = madeCache();
  cache.write(`${ENGINE}.partial-12@mill-abcdef/tensorflow/library`, 'x'.repeat(7));
  cache.write(`${ENGINE}.lock`, '{}');
  cache.write('tensorflow-2.21.0-gpu-linux-x64.lock', '{}');
  cache.write('node-linux-x64-22.partial-12/node', 'x'.repeat(9));
  expect(await namesOf(cache.path)).toEqual([
    `engines ${ENGINE} 1109`,
    'engines tensorflow-2.21.0-gpu-linux-x64 2',
    'data-sets cifar10 50',
    'data-sets imagenette-160 40',
    'items items 30',
    'other node-linux-x64-22 29',
  ]);
});

test('lists each pretrained model, with its leftovers', async () => {
  using cache = madeCache();
  cache.write('pretrained/timm/a.in1k/0a1b/model.safetensors', 'x'.repeat(60));
  cache.write('pretrained/timm/a.in1k/refs/main', 'x'.repeat(5));
  cache.write('pretrained/timm/a.in1k.lock', 'x');
  cache.write('pretrained/me/b/c.part', 'x'.repeat(7));
  const models = ['pretrained me/b 7', 'pretrained timm/a.in1k 66'];
  expect((await namesOf(cache.path)).slice(3, 5)).toEqual(models);
  const [entries] = await collect(cacheEntries(cache.path));
  expect(entries![4]?.path).toBe(join(cache.path, 'pretrained', 'timm', 'a.in1k'));
});

test('a missing cache folder has no entries; an empty folder has no last use', async () => {
  using cache = madeCache();
  expect(await namesOf(join(cache.path, 'none'))).toEqual([]);
  mkdirSync(join(cache.path, 'empty'));
  const [entries] = await collect(cacheEntries(cache.path));
  expect(entries!.find(({ name }) => name === 'empty')).toMatchObject({ bytes: 0, lastUsed: null });
});

test('errors for a folder that cannot be read, not for a missing one', async () => {
  await expect(collect(cacheEntries('/dev/null/millrace'))).rejects.toThrow(
    /cache: expected a readable cache folder \/dev\/null\/millrace, received a file instead of a folder.*XDG_CACHE_HOME/,
  );
  expect(await collect(cacheEntries('/nowhere/millrace'))).toEqual([[]]);
});
