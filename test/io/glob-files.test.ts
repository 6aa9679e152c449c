import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { globFiles } from '../../src/io/index.ts';
import { collect } from '../support/collect.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('emits the files that match, sorted, and as absolute paths if the pattern is one', async () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, 'cat', 'deep'), { recursive: true });
  for (const name of ['b.jpg', 'a.jpg', 'c.png', '.hidden.jpg', 'cat/d.jpg', 'cat/deep/e.jpg'])
    writeFileSync(join(folder.path, name), '');
  const matching = async (pattern: string): Promise<readonly string[]> =>
    (await collect(globFiles(join(folder.path, pattern)))).flat();
  const at = (...names: readonly string[]): readonly string[] => names.map((name) => join(folder.path, name));
  expect(await matching('*.jpg')).toEqual(at('a.jpg', 'b.jpg'));
  expect(await matching('**/*.jpg')).toEqual(at('a.jpg', 'b.jpg', 'cat/d.jpg', 'cat/deep/e.jpg'));
  expect(await matching('*.{png,gif}')).toEqual(at('c.png'));
  expect(await matching('cat')).toEqual([]);
  expect(await collect(globFiles('test/io/glob-files.*'))).toEqual([['test/io/glob-files.test.ts']]);
});
