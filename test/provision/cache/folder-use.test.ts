import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderUse } from '../../../src/provision/cache/folder-use.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Writes a file of a size, with its times of access and change in seconds. */
function fileOf(path: string, bytes: number, read: number, written: number): void {
  writeFileSync(path, Buffer.alloc(bytes));
  utimesSync(path, read, written);
}

test('of a folder, emits the bytes of all files and the last access or change', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'a', 'b'), { recursive: true });
  fileOf(join(folder.path, 'x'), 10, 2000, 1000);
  fileOf(join(folder.path, 'a', 'b', 'y'), 5, 1000, 3000);
  expect(await collect(folderUse(folder.path))).toEqual([{ bytes: 15, lastUsed: 3_000_000 }]);
});

test('emits the use of a file', async () => {
  using folder = temporaryFolder();
  fileOf(join(folder.path, 'x'), 10, 2000, 1000);
  expect(await collect(folderUse(join(folder.path, 'x')))).toEqual([{ bytes: 10, lastUsed: 2_000_000 }]);
});

test('does not follow links; an empty folder and a missing one have zero bytes', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  fileOf(join(elsewhere.path, 'x'), 10, 1, 1);
  symlinkSync(elsewhere.path, join(folder.path, 'link'));
  symlinkSync(join(elsewhere.path, 'x'), join(folder.path, 'file'));
  const nothing = [{ bytes: 0, lastUsed: null }];
  expect(await collect(folderUse(folder.path))).toEqual(nothing);
  expect(await collect(folderUse(join(folder.path, 'none')))).toEqual(nothing);
});
