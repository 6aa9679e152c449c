import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyNotWritable } from '../../src/io/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('null for a folder that exists or can be created; the check leaves nothing behind', () => {
  using folder = temporaryFolder();
  expect(whyNotWritable(folder.path)).toBeNull();
  expect(whyNotWritable(join(folder.path, 'a', 'b'))).toBeNull();
  expect(existsSync(join(folder.path, 'a'))).toBe(false);
});

test('a file in place of the folder, or of one above it', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  expect(whyNotWritable(file)).toBe('a file is in the way');
  expect(whyNotWritable(join(file, 'below', 'it'))).toBe(`a file is in the way: ${file}`);
});

test('a file system without room for folders', () => {
  if (process.platform === 'linux')
    expect(whyNotWritable('/proc/millrace')).toBe('no folder can be created there');
});

test('a folder without write permission, except for root', () => {
  using folder = temporaryFolder();
  const locked = join(folder.path, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  const reason = process.getuid?.() === 0 ? null : 'permission denied';
  expect(whyNotWritable(locked)).toBe(reason);
  expect(whyNotWritable(join(locked, 'run'))).toBe(reason);
});
