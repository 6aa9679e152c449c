import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isComplete, writeManifest } from '../../../src/provision/fetching/manifest.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function folderWithManifest() {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'a'));
  writeFileSync(join(folder.path, 'a', 'b'), 'content');
  await writeManifest(folder.path);
  return { ...folder, file: join(folder.path, 'a', 'b'), [Symbol.dispose]: folder[Symbol.dispose] };
}

test('a folder is complete after its manifest is written', async () => {
  using folder = await folderWithManifest();
  expect(await isComplete(folder.path)).toBe(true);
});

test('a file with another time, as in a copy, is compared by content', async () => {
  using folder = await folderWithManifest();
  utimesSync(folder.file, 1, 1);
  expect(await isComplete(folder.path)).toBe(true);
  expect(await isComplete(folder.path)).toBe(true);
});

test.each([
  ['longer', (file: string) => writeFileSync(file, 'content!')],
  ['changed at the same length', (file: string) => writeFileSync(file, 'CONTENT')],
  ['missing', (file: string) => rmSync(file)],
])('a folder is incomplete if a file is %s', async (_, damage) => {
  using folder = await folderWithManifest();
  damage(folder.file);
  expect(await isComplete(folder.path)).toBe(false);
});

test('a folder without a manifest or with a broken one, and a missing folder, are incomplete', async () => {
  using folder = await folderWithManifest();
  writeFileSync(join(folder.path, 'manifest.json'), '[{');
  expect(await isComplete(folder.path)).toBe(false);
  expect(await isComplete(join(folder.path, 'a'))).toBe(false);
  expect(await isComplete(join(folder.path, 'none'))).toBe(false);
});
