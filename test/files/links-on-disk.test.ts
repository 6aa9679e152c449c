import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { imageFiles, imagePaths } from '../../src/files/index.ts';
import { liveDisk } from '../../src/io/index.ts';
import { collect } from '../support/collect.ts';
import { only } from '../support/only.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const { readDirectory } = liveDisk;

test('follows links on a real disk, except cycles', async () => {
  using folder = temporaryFolder();
  using elsewhere = temporaryFolder();
  const at = (...names: string[]): string => join(folder.path, ...names);
  mkdirSync(at('a', 'b'), { recursive: true });
  writeFileSync(at('a', '1.jpg'), '');
  writeFileSync(at('a', 'b', '2.jpg'), '');
  writeFileSync(join(elsewhere.path, '3.jpg'), '');
  symlinkSync('.', at('a', 'self'));
  symlinkSync('../..', at('a', 'b', 'top'));
  symlinkSync(elsewhere.path, at('far'));
  symlinkSync(folder.path, join(elsewhere.path, 'back'));

  const paths = [at('a', '1.jpg'), at('a', 'b', '2.jpg'), at('far', '3.jpg')];
  expect(await collect(imagePaths(readDirectory, folder.path))).toEqual(paths);
});

test('a real folder that is missing, empty or has a single class is BadData', async () => {
  using folder = temporaryFolder();
  const root = join(folder.path, 'images');
  const problem = (): Promise<unknown> =>
    only(imageFiles({ readDirectory, root })).catch((error: unknown) => error);
  expect(await problem()).toMatchObject({ detail: { _tag: 'BadData', where: root } });
  mkdirSync(join(root, 'cat'), { recursive: true });
  expect(await problem()).toMatchObject({
    detail: { _tag: 'BadData', where: root, received: 'a folder without images: 1 folder without images' },
  });
  for (const name of ['1.jpg', '2.jpg', '3.jpg', '4.jpg', '5.jpg'])
    writeFileSync(join(root, 'cat', name), '');
  expect(await problem()).toMatchObject({
    detail: { _tag: 'BadData', where: root, received: 'only cat' },
  });
});
