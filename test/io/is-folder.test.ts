import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isFolder } from '../../src/io/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a folder, a link to one, and everything else', () => {
  using folder = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  mkdirSync(at('cats'));
  symlinkSync('cats', at('katzen'));
  symlinkSync('nowhere', at('broken'));
  writeFileSync(at('file'), '');
  const paths = ['cats', 'katzen', 'broken', 'file', 'none', 'file/below'];
  expect(paths.map((path) => isFolder(at(path)))).toEqual([true, true, false, false, false, false]);
});
