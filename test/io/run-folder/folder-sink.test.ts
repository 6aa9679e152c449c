import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderSink } from '../../../src/io/run-folder/folder-sink.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('creates the folder with the first file; replaces a file atomically, or appends to it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'runs', 'one');
  const { write, append } = folderSink(path);
  const write$ = write('table.md', 'a\n');
  expect(readdirSync(folder.path)).toEqual([]);
  await collect(write$);
  await collect(append('table.md', 'b\n'));
  expect(readFileSync(join(path, 'table.md'), 'utf8')).toBe('a\nb\n');
  await collect(write$);
  expect(readFileSync(join(path, 'table.md'), 'utf8')).toBe('a\n');
  expect(readdirSync(path)).toEqual(['table.md']);
});

test('a folder that cannot be created is WriteFailed with the path and advice', async () => {
  using folder = temporaryFolder();
  const taken = join(folder.path, 'file');
  writeFileSync(taken, '');
  const { write, append } = folderSink(taken);
  for (const act of [write, append]) {
    await expect(collect(act('table.md', 'a\n'))).rejects.toMatchObject({
      detail: {
        _tag: 'WriteFailed',
        where: join(taken, 'table.md'),
        advice: 'Free some disk space, or choose another folder with --out.',
      },
    });
  }
});
