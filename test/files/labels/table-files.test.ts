import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { badData, MillraceError, type DirectoryEntry } from '../../../src/core/index.ts';
import { imageFiles, labelTableFrom, type ImageFilesConfig } from '../../../src/files/index.ts';
import { collect } from '../../support/collect.ts';

type Folder = Readonly<Record<string, string | null>>;

/** Lists files, given as relative paths with their texts; null for an image. */
async function list(files: Folder, labels?: string, config: Partial<ImageFilesConfig> = {}) {
  const paths = Object.keys(files);
  const readDirectory = (folder: string) => {
    const below = paths
      .map((path) => `/data/${path}`)
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1).split('/'));
    const entries = new Map<string, DirectoryEntry>([
      ['.', { name: '.', kind: 'directory', identity: folder }],
      ...below.map(([name = '', ...rest]): [string, DirectoryEntry] => [
        name,
        { name, kind: rest.length > 0 ? 'directory' : 'file', identity: `${folder}/${name}` },
      ]),
    ]);
    return of([...entries.values()]);
  };
  const readText = (path: string) => {
    const text = path === '/labels.csv' ? labels : files[path.slice('/data/'.length)];
    if (typeof text !== 'string') throw new MillraceError(badData(path, 'a file', 'none'));
    return of(text);
  };
  const [found] = await collect(
    imageFiles({
      readDirectory,
      readText,
      root: '/data',
      labels: labels === undefined ? undefined : labelTableFrom(readText, { source: '/labels.csv' }),
      ...config,
    }),
  );
  return found!;
}

const images = (...names: readonly string[]): Folder => Object.fromEntries(names.map((name) => [name, null]));
const labelsOf = (
  part: readonly { readonly path: string; readonly label: unknown; readonly target: unknown }[],
) => part.map(({ path, label, target }) => [path.slice('/data/'.length), label, target]);

describe('images with labels from a table', () => {
  const split = 'file,label,split\na.jpg,cat,train\nb.jpg,dog,train\nc.jpg,cat,valid\nd.jpg,dog,test\n';

  test('a column divides them; test images and images in no row are left out', async () => {
    const found = await list(images('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'), split);
    expect(found.vocab).toEqual(['cat', 'dog']);
    expect(labelsOf(found.train)).toEqual([
      ['a.jpg', 'cat', 0],
      ['b.jpg', 'dog', 1],
    ]);
    expect(labelsOf(found.valid)).toEqual([['c.jpg', 'cat', 0]]);
    expect(found.leftOut?.map(({ what }) => what)).toContain('test image');
    expect(found.warnings?.[0]).toBe('1 image that is in no row of the labels: e.jpg');
  });

  test('names without folders or extensions are found if they are unique', async () => {
    const table = 'file,label\na,cat\nb.jpg,dog\nsub/c,cat\nd.png,dog\ne,cat\n';
    const found = await list(
      images('x/a.jpg', 'y/b.jpg', 'x/sub/c.jpg', 'd.png', 'e.webp', 'y/sub2/c.jpg'),
      table,
    );
    expect(
      labelsOf([...found.train, ...found.valid])
        .map(([path]) => path)
        .sort(),
    ).toEqual([...['d.png', 'e.webp', 'x/a.jpg', 'x/sub/c.jpg', 'y/b.jpg']]);
  });

  test('images that are missing, ambiguous or named twice are mistakes, all with their lines', async () => {
    const table = 'file,label\na.jpg,cat\nb.jpg,dog\nc.jpg,cat\na.jpg,dog\n.hidden.jpg,dog\nd.jpg,\n';
    await expect(list(images('a.jpg', 'x/c.jpg', 'y/c.jpg', '.hidden.jpg'), table)).rejects.toMatchObject({
      detail: {
        where: '/labels.csv',
        received:
          'line 3: there is no image b.jpg; line 4: 2 images are called c.jpg; ' +
          'line 5: a.jpg is also in line 2; line 6: .hidden.jpg is not used (hidden); line 7: no label',
      },
    });
  });

  test('the folders train, valid and test divide images that the table does not', async () => {
    const names = ['train/a.jpg', 'train/b.jpg', 'valid/c.jpg', 'test/d.jpg'];
    const table = `file,label\n${names.map((name, i) => `${name},${i % 2 === 0 ? 'cat' : 'dog'}\n`).join('')}`;
    const found = await list(images(...names), table);
    expect(labelsOf(found.train).map(([path]) => path)).toEqual(['train/a.jpg', 'train/b.jpg']);
    expect(labelsOf(found.valid).map(([path]) => path)).toEqual(['valid/c.jpg']);
  });

  test('the classes of a model are kept, also those without images', async () => {
    const tables = { vocab: ['bird', 'cat', 'dog'] };
    const found = await list(images('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'), split, { tables });
    expect(found.vocab).toEqual(tables.vocab);
    expect(found.train.map(({ target }) => target)).toEqual([1, 2]);
  });

  test('lists of labels become lists of indices', async () => {
    const table = ['["dog","cat"]', '[]', '["cat"]', '["dog"]'].map(
      (labels, i) => `{"file_name":"${i}.jpg","labels":${labels},"split":"${i < 2 ? 'train' : 'valid'}"}\n`,
    );
    const found = await list(images('0.jpg', '1.jpg', '2.jpg', '3.jpg'), table.join(''));
    expect(found.vocab).toEqual(['cat', 'dog']);
    expect(labelsOf(found.train)).toEqual([
      ['0.jpg', ['cat', 'dog'], [0, 1]],
      ['1.jpg', [], []],
    ]);
    expect(labelsOf(found.valid).map(([, , target]) => target)).toEqual([[0], [1]]);
  });
});

test('a function that returns no name is an error, not a class', async () => {
  for (const name of [undefined, 7, [1]])
    await expect(
      list(images('a/1.jpg', 'b/2.jpg'), undefined, { label: () => name as never }),
    ).rejects.toThrow(
      `label: expected a function that returns a name, or a list of names, received ${String(name)}`,
    );
});

test('a delimiter that separates nothing is a warning', async () => {
  const table = `file_name,tags\n${['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.jpg,cat dog\n`).join('')}`;
  const folder = { ...images('a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'), 'metadata.csv': table };
  const { warnings } = await list(folder, undefined, { tables: { delimiter: ';' } });
  expect(warnings).toContain('no image has several labels: check --label-delimiter ";"');
});

describe('metadata in the folder', () => {
  const metadata = 'file_name,label\na.jpg,cat\nb.jpg,dog\n';

  test('is found automatically, in each part of a split', async () => {
    const found = await list({
      ...images('train/a.jpg', 'train/b.jpg', 'validation/a.jpg', 'validation/b.jpg'),
      'train/metadata.csv': metadata,
      'validation/metadata.csv': metadata,
    });
    expect(labelsOf(found.train).map(([, label]) => label)).toEqual(['cat', 'dog']);
    expect(labelsOf(found.valid).map(([, label]) => label)).toEqual(['cat', 'dog']);
    expect(found.leftOut).toBeUndefined();
    expect(found.notices).toEqual([
      'the labels are those in /data/train/metadata.csv, /data/validation/metadata.csv',
    ]);
  });

  test.each(['file_name,caption,author\ncat/a.jpg,x,y\n', 'file_name,text\ncat/a.jpg,x\n'])(
    'of captions alone leaves the class folders',
    async (table) => {
      const found = await list({
        ...images('cat/a.jpg', 'cat/b.jpg', 'cat/c.jpg', 'dog/d.jpg', 'dog/e.jpg', 'dog/f.jpg'),
        'metadata.csv': table,
      });
      expect(found.vocab).toEqual(['cat', 'dog']);
    },
  );

  test('names images below its folder only', async () => {
    const folder = { ...images('train/a.jpg', 'test/b.jpg'), 'train/metadata.csv': metadata };
    await expect(list(folder)).rejects.toThrow('line 3: there is no image train/b.jpg');
  });

  test('without a column that is asked for is an error, as is a column without a table', async () => {
    const tables = { columns: { label: 'breed' } };
    const folder = images('cat/a.jpg', 'cat/b.jpg', 'dog/c.jpg', 'dog/d.jpg', 'dog/e.jpg');
    await expect(list({ ...folder, 'metadata.csv': metadata }, undefined, { tables })).rejects.toThrow(
      'no column breed (--label-column)',
    );
    await expect(list(folder, undefined, { tables })).rejects.toThrow('labels: expected a table of labels');
  });

  test('is ignored if the classes come from elsewhere', async () => {
    const found = await list(
      { ...images('x/a.jpg', 'x/c.jpg', 'y/b.jpg', 'y/d.jpg', 'y/e.jpg'), 'metadata.csv': metadata },
      undefined,
      { label: 'parent' },
    );
    expect(found.vocab).toEqual(['x', 'y']);
  });
});
