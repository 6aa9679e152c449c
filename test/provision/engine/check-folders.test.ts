import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { checkFolders } from '../../../src/provision/engine/check-folders.ts';
import { writeManifest } from '../../../src/provision/fetching/manifest.ts';
import { collect } from '../../support/collect.ts';
import { flipByte } from '../../support/flip-byte.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const MIB = 2 ** 20;

async function folderOf(sizes: Readonly<Record<string, number>>) {
  const folder = temporaryFolder();
  for (const [name, size] of Object.entries(sizes))
    writeFileSync(join(folder.path, name), new Uint8Array(size));
  await writeManifest(folder.path);
  return folder;
}

test('emits the damaged and the missing files', async () => {
  using folder = await folderOf({ a: 9, b: 9, c: 9 });
  const [a, b] = [join(folder.path, 'a'), join(folder.path, 'b')];
  expect(await collect(checkFolders([folder.path]))).toEqual([{ _tag: 'Checked', damaged: [] }]);
  flipByte(a);
  rmSync(b);
  const unfinished = join(folder.path, 'none');
  expect(await collect(checkFolders([unfinished, folder.path]))).toEqual([
    { _tag: 'Checked', damaged: [a, b] },
  ]);
});

test('emits progress once a second', async () => {
  using folder = await folderOf({ a: 4 * MIB });
  let now = 0;
  using _ = vi.spyOn(performance, 'now').mockImplementation(() => (now += 400));
  const steps = await collect(checkFolders([folder.path]));
  const progress = { _tag: 'Checking', totalBytes: 4 * MIB };
  expect(steps).toEqual([
    { ...progress, bytes: 3 * MIB },
    { _tag: 'Checked', damaged: [] },
  ]);
});
