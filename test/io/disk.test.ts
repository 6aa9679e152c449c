import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFolder, liveDisk } from '../../src/io/index.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('readDirectory emits files, folders, links to both, and the folder itself', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'cats'));
  writeFileSync(join(folder.path, 'cats', '1.jpg'), '');
  symlinkSync('cats', join(folder.path, 'katzen'));
  symlinkSync('cats/1.jpg', join(folder.path, 'one.jpg'));
  symlinkSync('nowhere', join(folder.path, 'broken.jpg'));
  symlinkSync('.', join(folder.path, 'circle'));

  const entries = await only(liveDisk.readDirectory(folder.path));
  const kinds = Object.fromEntries(entries.map(({ name, kind }) => [name, kind]));
  expect(kinds).toEqual({
    '.': 'directory',
    cats: 'directory',
    katzen: 'directory',
    circle: 'directory',
    'one.jpg': 'file',
    'broken.jpg': 'broken link',
  });
  const identity = (name: string): string | undefined =>
    entries.find((entry) => entry.name === name)?.identity;
  expect(identity('katzen')).toBe(identity('cats'));
  expect(identity('circle')).toBe(identity('.'));
  expect(identity('cats')).not.toBe(identity('.'));
});

test('readText emits the contents of a text file', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'valid.txt'), 'a/1.jpg\né/2.jpg\n');
  expect(await only(liveDisk.readText(join(folder.path, 'valid.txt')))).toBe('a/1.jpg\né/2.jpg\n');
});

test('a missing or wrong entry is BadData with its path', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const missing = join(folder.path, 'missing');
  const detail = { _tag: 'BadData', where: missing, received: 'no such file or folder' };
  await expect(only(liveDisk.readDirectory(missing))).rejects.toMatchObject({ detail });
  await expect(only(liveDisk.readText(missing))).rejects.toMatchObject({ detail });
  await expect(only(liveDisk.readDirectory(join(folder.path, 'file')))).rejects.toMatchObject({
    detail: { expected: 'a folder', received: 'a file instead of a folder' },
  });
  await expect(only(liveDisk.readText(folder.path))).rejects.toMatchObject({
    detail: { expected: 'a text file', received: 'a folder instead of a file' },
  });
});

test('isFolder is true for a folder and a link to one, false for everything else', () => {
  using folder = temporaryFolder();
  const path = (name: string): string => join(folder.path, name);
  mkdirSync(path('cats'));
  symlinkSync('cats', path('katzen'));
  symlinkSync('nowhere', path('broken'));
  writeFileSync(path('file'), '');
  const names = ['cats', 'katzen', 'broken', 'file', 'none', 'file/below'];
  expect(names.map((name) => isFolder(path(name)))).toEqual([true, true, false, false, false, false]);
});
