import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { exclusionsFrom, imageFiles } from '../../src/files/index.ts';
import { only } from '../support/only.ts';
import { diskOf, readDirectoryOf } from './fake-disk.ts';

const numbered = (folder: string): readonly string[] =>
  Array.from({ length: 10 }, (_, i) => `${folder}/${i}.jpg`);
const names = [...numbered('cat'), ...numbered('dog'), 'dog/a #1.jpg', 'dog/notes.txt'];

const read = (text: string, strict = false) =>
  only(
    imageFiles({
      readDirectory: readDirectoryOf(diskOf(names.map((name) => `/data/${name}`))),
      root: '/data',
      exclude: exclusionsFrom(() => of(text), 'bad.txt'),
      strict,
    }),
  );

describe('images of a list are left out', () => {
  test('relative and absolute paths, comments, empty lines, Windows line ends and a byte order mark', async () => {
    const text =
      '\uFEFFcat/1.jpg\r\n# a comment\r\n\r\n/data/cat/2.jpg\n./dog/3.jpg  # damaged: truncated\ndog/a #1.jpg\n';
    const { train, valid, leftOut, warnings } = await read(text);
    expect(train.length + valid.length).toBe(17);
    expect(leftOut).toEqual([
      { what: '.txt file', count: 1, names: ['dog/notes.txt'] },
      {
        what: 'images in the list bad.txt',
        count: 4,
        names: ['cat/1.jpg', 'cat/2.jpg', 'dog/3.jpg', 'dog/a #1.jpg'],
      },
    ]);
    expect(warnings?.join() ?? '').not.toContain('list');
  });

  test('the others stay in their parts, and keep their random draws', async () => {
    const [all, some] = [await read(''), await read('cat/1.jpg\ndog/2.jpg\n')];
    const kept = (part: typeof all.train) => part.filter(({ path }) => !/cat\/1|dog\/2/.test(path));
    expect(some.train).toEqual(kept(all.train));
    expect(some.valid).toEqual(kept(all.valid));
    expect(some.train.length + some.valid.length).toBe(19);
  });

  test('a class without other images is gone; an empty part is an error', async () => {
    const dogs = names.filter((name) => name.startsWith('dog')).join('\n');
    await expect(read(dogs)).rejects.toThrow(/at least two classes, received only cat/);
    await expect(read(names.join('\n'))).rejects.toThrow(/at least one image for training/);
  });

  test('a name without an image is a warning, or with strict an error; one of another file is none', async () => {
    const text = 'cat/1.jpg\ncat/99.jpg # gone\ndog/notes.txt\n';
    const warning = '1 name in the list bad.txt without an image: cat/99.jpg';
    expect((await read(text)).warnings).toEqual([warning]);
    await expect(read(text, true)).rejects.toThrow(warning);
  });
});
