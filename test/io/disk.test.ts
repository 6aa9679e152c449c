import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveDisk } from '../../src/io/index.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('files, folders, links to both, and the folder itself', async () => {
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
    'broken.jpg': 'other',
  });
  const identity = (name: string): string | undefined =>
    entries.find((entry) => entry.name === name)?.identity;
  expect(identity('katzen')).toBe(identity('cats'));
  expect(identity('circle')).toBe(identity('.'));
  expect(identity('cats')).not.toBe(identity('.'));
});

test('a text file is read whole', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'valid.txt'), 'a/1.jpg\né/2.jpg\n');
  expect(await only(liveDisk.readText(join(folder.path, 'valid.txt')))).toBe('a/1.jpg\né/2.jpg\n');
});

test('what is not there, or is something else, is BadData with its path', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const missing = join(folder.path, 'missing');
  const detail = { _tag: 'BadData', where: missing, received: 'nothing at that path' };
  await expect(only(liveDisk.readDirectory(missing))).rejects.toMatchObject({ detail });
  await expect(only(liveDisk.readText(missing))).rejects.toMatchObject({ detail });
  await expect(only(liveDisk.readDirectory(join(folder.path, 'file')))).rejects.toMatchObject({
    detail: { expected: 'a folder', received: 'a file' },
  });
  await expect(only(liveDisk.readText(folder.path))).rejects.toMatchObject({
    detail: { expected: 'a text file', received: 'a folder' },
  });
});
