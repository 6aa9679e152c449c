import { existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheEntries, cleanCache, type Cleaned } from '../../../src/provision/cache/index.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { ENGINE, madeCache } from './made-cache.ts';

async function clean(folder: string, ...names: readonly string[]): Promise<readonly Cleaned[]> {
  const [entries] = await collect(cacheEntries(folder));
  return collect(cleanCache(entries!.filter(({ name }) => names.includes(name))));
}

test('removes the entries, their partial downloads and their leftovers, and nothing else', async () => {
  using cache = madeCache();
  cache.write(`${ENGINE}.partial-${2 ** 22 + 1}@${hostname()}-abcdef/library`, 'left by a dead process');
  cache.write(`${ENGINE}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
  const cleaned = await clean(cache.path, ENGINE, 'imagenette-160', 'items');
  expect(cleaned.map(({ _tag, entry }) => [_tag, entry.name])).toEqual([
    ['Removed', ENGINE],
    ['Removed', 'imagenette-160'],
    ['Removed', 'items'],
  ]);
  expect(readdirSync(cache.path).sort()).toEqual(['cifar10', 'node-linux-x64-22']);
});

test('removes one pretrained model, and keeps another of the same owner', async () => {
  using cache = madeCache();
  for (const name of ['a', 'a.in1k']) cache.write(`pretrained/timm/${name}/0a1b/model.safetensors`, 'x');
  expect(await clean(cache.path, 'timm/a')).toMatchObject([{ _tag: 'Removed' }]);
  expect(readdirSync(join(cache.path, 'pretrained', 'timm'))).toEqual(['a.in1k']);
});

test('keeps an entry whose lock a running process holds, without waiting for it', async () => {
  using cache = madeCache();
  writeFileSync(join(cache.path, `${ENGINE}.lock`), JSON.stringify({ pid: process.pid, host: hostname() }));
  const cleaned = await clean(cache.path, ENGINE, 'items');
  expect(cleaned).toMatchObject([
    { _tag: 'Kept', entry: { name: ENGINE }, reason: `in use by process ${process.pid} on ${hostname()}` },
    { _tag: 'Removed', entry: { name: 'items' } },
  ]);
  expect(existsSync(join(cache.path, ENGINE, 'tensorflow', 'library'))).toBe(true);
  expect(existsSync(join(cache.path, `${ENGINE}.lock`))).toBe(true);
});

test('removes a link, not its target', async () => {
  using cache = madeCache();
  using elsewhere = temporaryFolder();
  writeFileSync(join(elsewhere.path, 'file'), 'mine');
  symlinkSync(elsewhere.path, join(cache.path, 'imagenette'));
  expect(await clean(cache.path, 'imagenette')).toMatchObject([{ _tag: 'Removed' }]);
  expect(readdirSync(elsewhere.path)).toEqual(['file']);
});

test('reports why an entry cannot be removed', async () => {
  using cache = madeCache();
  const [entries] = await collect(cacheEntries(cache.path));
  const [entry] = entries!;
  expect(await collect(cleanCache([{ ...entry!, path: '/dev/null/items' }]))).toMatchObject([
    { _tag: 'Kept', reason: expect.stringMatching(/^a file (instead of a folder|is in the way)/) as unknown },
  ]);
});
