import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import { isImageName, type DirectoryEntry } from '../../src/core/index.ts';
import { imagePaths } from '../../src/files/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';
import { diskOf, missing, readDirectoryOf, type FakeDisk } from './fake-disk.ts';

const list = (disk: FakeDisk, root = 'root'): Promise<readonly string[]> =>
  collect(imagePaths(readDirectoryOf(disk), root));

const file = (name: string): DirectoryEntry => ({ name, kind: 'file', identity: '' });
const folder = (name: string): DirectoryEntry => ({ name, kind: 'directory', identity: name });

describe('imagePaths', () => {
  test('lists a folder and its subfolders, sorted', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const root = cold('    --(f|)          ', { f: [file('1.jpg'), folder('d')] });
      const d = cold('         ---(g|)        ', { g: [file('0.png')] });
      const expected = '     -----(xy|)       ';
      const read = (path: string) => (path === 'root' ? root : d);
      const values = { x: 'root/1.jpg', y: 'root/d/0.png' };
      expectObservable(imagePaths(read, 'root')).toBe(expected, values);
      expectSubscriptions(root.subscriptions).toBe('^-!');
      expectSubscriptions(d.subscriptions).toBe('--^--!');
    });
  });

  test('never, empty, error', () => {
    marbles().run(({ cold, expectObservable }) => {
      expectObservable(imagePaths(() => cold('-'), 'root')).toBe('-');
      expectObservable(imagePaths(() => cold('--(f|)', { f: [] }), 'root')).toBe('--|');
      expectObservable(imagePaths(() => cold('--#', {}, missing('root')), 'root')).toBe(
        '--#',
        {},
        missing('root'),
      );
    });
  });

  test('early unsubscription stops reading', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const root = cold('  --(f|)', { f: [folder('d')] });
      const d = cold('       ----(g|)', { g: [] });
      const read = (path: string) => (path === 'root' ? root : d);
      expectObservable(imagePaths(read, 'root'), '----!').toBe('-----');
      expectSubscriptions(d.subscriptions).toBe('--^-!');
    });
  });

  test('sorts full paths by code point, whatever the order on disk', async () => {
    const paths = ['root/b/1.jpg', 'root/a-b/2.jpg', 'root/a/10.jpg', 'root/a/9.jpg', 'root/B/1.jpg'];
    const sorted = ['root/B/1.jpg', 'root/a-b/2.jpg', 'root/a/10.jpg', 'root/a/9.jpg', 'root/b/1.jpg'];
    expect(await list(diskOf(paths))).toEqual(sorted);
    expect(await list(diskOf(paths.toReversed()), 'root/')).toEqual(sorted);
  });

  test('sorts characters beyond U+FFFF last', async () => {
    const paths = ['root/\u{1f600}.jpg', 'root/\uff5e.jpg', 'root/é.jpg'];
    expect(await list(diskOf(paths))).toEqual(['root/é.jpg', 'root/\uff5e.jpg', 'root/\u{1f600}.jpg']);
  });

  test('follows links, except cycles', async () => {
    const disk: FakeDisk = {
      root: ['a/', { name: 'far', to: 'elsewhere' }],
      'root/a': ['1.jpg', { name: 'up', to: 'root' }, { name: 'self', to: 'root/a' }],
      elsewhere: ['2.jpg', { name: 'back', to: 'elsewhere' }, { name: 'a', to: 'root/a' }],
    };
    expect(await list(disk)).toEqual(['root/a/1.jpg', 'root/far/2.jpg', 'root/far/a/1.jpg']);
  });

  test('ignores entries that are neither files nor folders', async () => {
    const read = () => of([{ name: 'pipe.jpg', kind: 'other', identity: '' } satisfies DirectoryEntry]);
    expect(await collect(imagePaths(read, 'root'))).toEqual([]);
  });
});

test('isImageName accepts every documented format, in upper or lower case', () => {
  for (const name of ['a.jpg', 'a.JPEG', 'a.Png', 'a.webp', 'a.gif', 'a.tif', 'a.TIFF', 'a.avif']) {
    expect(isImageName(name), name).toBe(true);
  }
  for (const name of ['jpg', '.jpg', '._a.jpg', 'a.txt', 'a.jpg.txt', 'a.', 'ajpg']) {
    expect(isImageName(name), name).toBe(false);
  }
});
