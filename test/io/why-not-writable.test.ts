import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { whyNotWritable } from '../../src/io/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a folder that is there, or can be, and nothing is left of the attempt', () => {
  using folder = temporaryFolder();
  expect(whyNotWritable(folder.path)).toBeNull();
  expect(whyNotWritable(join(folder.path, 'a', 'b'))).toBeNull();
  expect(existsSync(join(folder.path, 'a'))).toBe(false);
});

test('a file is in the way, or is the folder above', () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  expect(whyNotWritable(file)).toBe('where a file is in the way');
  expect(whyNotWritable(join(file, 'below', 'it'))).toBe('where a file is in the way');
});

test('where no folder can be made, whoever asks', () => {
  if (process.platform === 'linux')
    expect(whyNotWritable('/proc/millrace')).toBe('where no folder can be made');
});

test('where writing is not permitted, unless everything is', () => {
  using folder = temporaryFolder();
  const locked = join(folder.path, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0o500);
  const told = process.getuid?.() === 0 ? null : 'where writing is not permitted';
  expect(whyNotWritable(locked)).toBe(told);
  expect(whyNotWritable(join(locked, 'run'))).toBe(told);
});
