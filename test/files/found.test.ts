import { describe, expect, test } from 'vitest';
import { MillraceError } from '../../src/core/index.ts';
import { imageFiles, type ImageFilesConfig } from '../../src/files/index.ts';
import { imagesFound } from '../../src/metrics/index.ts';
import { imagesFoundLines } from '../../src/reports/index.ts';
import { only } from '../support/only.ts';
import { diskOf, readDirectoryOf } from './fake-disk.ts';

type Options = Omit<ImageFilesConfig, 'readDirectory' | 'root'>;

const numbered = (folder: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${folder}/${String(i)}.jpg`);
const read = (names: readonly string[], options: Options = {}) =>
  only(
    imageFiles({
      readDirectory: readDirectoryOf(diskOf(names.map((name) => `/data/${name}`))),
      root: '/data',
      ...options,
    }),
  );
const lines = async (names: readonly string[], options: Options = {}): Promise<readonly string[]> =>
  imagesFoundLines(imagesFound(await read(names, options)));

const animals = [...numbered('cat', 10), ...numbered('dog', 10)];

describe('what is found', () => {
  test('images and classes of each part, and what is left out', async () => {
    const names = [...numbered('train/cat', 4), ...numbered('train/dog', 2), ...numbered('val/cat', 1)];
    const others = [
      ...numbered('val/dog', 1),
      ...numbered('test/cat', 7),
      'train/cat/notes.txt',
      'train/a.TXT',
      '.x',
    ];
    expect(await lines([...names, ...others])).toEqual([
      'training: 6 images of 2 classes, from 2 (dog) to 4 (cat) per class',
      'validation: 2 images of 2 classes, 1 per class',
      'left out: 1 hidden file or folder: .x',
      'left out: 7 test images: test/cat/0.jpg, test/cat/1.jpg, test/cat/2.jpg, test/cat/3.jpg, test/cat/4.jpg, …',
      'left out: 2 .txt files: train/a.TXT, train/cat/notes.txt',
    ]);
  });

  test('classes without training or validation images', async () => {
    const names = [...numbered('train/cat', 2), ...numbered('train/dog', 2), ...numbered('val/cat', 1)];
    expect((await lines([...names, ...numbered('val/zebra', 1)])).slice(2)).toEqual([
      'warning: no training images of zebra: the network cannot learn it, and its validation images count as wrong',
      'warning: no validation images of dog: no score tells how well it is recognized',
    ]);
  });

  test('an image beside the class folders is no class', async () => {
    const { vocab, warnings } = await read([...animals, 'cover.jpg']);
    expect(vocab).toEqual(['cat', 'dog']);
    expect(warnings).toEqual(['1 image beside the class folders: cover.jpg']);
  });

  test('images beside the class folders of a part', async () => {
    const names = [...numbered('train/cat', 2), ...numbered('train/dog', 2), ...numbered('val/cat', 1)];
    const { vocab, warnings } = await read([...names, ...numbered('val/dog', 1), 'train/cover.jpg']);
    expect(vocab).toEqual(['cat', 'dog']);
    expect(warnings).toEqual(['1 image beside the class folders: train/cover.jpg']);
  });

  test('images at different depths: the class is the folder, or the one below the root', async () => {
    const names = [...animals, ...numbered('cat/old', 10)];
    const parent = await read(names);
    expect(parent.vocab).toEqual(['cat', 'dog', 'old']);
    expect(parent.warnings?.join()).toContain('images at different depths, such as in ');
    const top = await read(names, { label: 'top' });
    expect(top.vocab).toEqual(['cat', 'dog']);
    expect(top.warnings).toBeUndefined();
  });

  test('the class below a part', async () => {
    const names = [
      ...numbered('train/cat/old', 2),
      ...numbered('train/dog/new', 2),
      ...numbered('val/cat/old', 1),
    ];
    const { vocab } = await read([...names, ...numbered('val/dog/new', 1)], { label: 'top' });
    expect(vocab).toEqual(['cat', 'dog']);
  });

  test('classes that differ only in case or Unicode form', async () => {
    const { warnings } = await read([
      ...animals,
      ...numbered('Cat', 10),
      ...numbered('e\u0301', 10),
      ...numbered('\u00e9', 10),
    ]);
    expect(warnings).toEqual([
      'classes whose names differ only in case or Unicode form: Cat, cat',
      'classes whose names differ only in case or Unicode form: e\u0301, \u00e9',
    ]);
  });

  test('with strict, warnings are an error', async () => {
    const error: unknown = await read([...animals, 'cover.jpg'], { strict: true }).catch(
      (cause: unknown) => cause,
    );
    expect(error instanceof MillraceError && error.detail).toMatchObject({
      _tag: 'BadData',
      received: '1 image beside the class folders: cover.jpg',
    });
    expect((await read(animals, { strict: true })).vocab).toEqual(['cat', 'dog']);
  });

  test('a label function may return a plain string', async () => {
    const label = (path: string): string => (path.includes('cat') ? 'feline' : 'canine');
    expect((await read(animals, { label })).vocab).toEqual(['canine', 'feline']);
  });

  test('images of formats that are not decoded', async () => {
    const { warnings } = await read([...animals, 'cat/a.HEIC', 'cat/b.jp2']);
    expect(warnings).toEqual([
      '2 images of formats that are not decoded (convert them to JPEG or PNG): cat/a.HEIC, cat/b.jp2',
    ]);
    await expect(read(['cat/1.heic', 'dog/2.heic'])).rejects.toThrow(
      'a folder without images: 2 images of formats that are not decoded (convert them to JPEG or PNG)',
    );
  });

  test('a folder of other files says of which kinds they are', async () => {
    await expect(read(['cat/1.txt', 'cat/2.txt', 'dog/3.mov'])).rejects.toThrow(
      'a folder without images: 2 folders without images, 2 .txt files, 1 .mov file',
    );
  });
});
