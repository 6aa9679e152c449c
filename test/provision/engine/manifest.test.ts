import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isWhole, writeManifest } from '../../../src/provision/engine/manifest.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function folderWithManifest() {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'a'));
  writeFileSync(join(folder.path, 'a', 'b'), 'content');
  await writeManifest(folder.path);
  return { ...folder, file: join(folder.path, 'a', 'b'), [Symbol.dispose]: folder[Symbol.dispose] };
}

test('a folder is whole after its manifest is written', async () => {
  using folder = await folderWithManifest();
  expect(await isWhole(folder.path)).toBe(true);
});

test('a file with another time, as in a copy, is compared by content', async () => {
  using folder = await folderWithManifest();
  utimesSync(folder.file, 1, 1);
  expect(await isWhole(folder.path)).toBe(true);
  expect(await isWhole(folder.path)).toBe(true);
});

test.each([
  ['longer', (file: string) => writeFileSync(file, 'content!')],
  ['of the same length, but other content', (file: string) => writeFileSync(file, 'CONTENT')],
  ['gone', (file: string) => rmSync(file)],
])('a folder is not whole where a file is %s', async (_, damage) => {
  using folder = await folderWithManifest();
  damage(folder.file);
  expect(await isWhole(folder.path)).toBe(false);
});

test('a folder without a manifest, with a broken one, or that is not there, is not whole', async () => {
  using folder = await folderWithManifest();
  writeFileSync(join(folder.path, 'manifest.json'), '[{');
  expect(await isWhole(folder.path)).toBe(false);
  expect(await isWhole(join(folder.path, 'a'))).toBe(false);
  expect(await isWhole(join(folder.path, 'none'))).toBe(false);
});
