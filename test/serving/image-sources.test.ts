import { of, throwError } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { DirectoryEntry } from '../../src/core/index.ts';
import { imageSources, type FoundImage, type SourceDisk } from '../../src/serving/index.ts';
import { collect } from '../support/collect.ts';
import { marbles } from '../support/marbles.ts';

const entry = (name: string, kind: DirectoryEntry['kind'] = 'file'): DirectoryEntry => ({
  name,
  kind,
  identity: name,
});

const folders: Record<string, readonly DirectoryEntry[]> = {
  d: [entry('b.jpg'), entry('a.png'), entry('notes.txt')],
  mixed: [entry('a.jpg'), entry('b.heic'), entry('c.jpg', 'broken link')],
  empty: [entry('notes.txt')],
};

const disk: SourceDisk = {
  isFile: (path) => path.startsWith('f'),
  isFolder: (path) => path in folders || path === 'closed',
  readDirectory: (path) =>
    path in folders
      ? of([entry('.', 'directory'), ...folders[path]!])
      : throwError(() => new Error('denied')),
  globFiles: (pattern) => of(pattern === 'p*' ? ['p1.jpg', 'p2.jpg'] : []),
};

describe('imageSources', () => {
  test('expands files, folders and patterns, in order', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   -f-d-----p-----|', { f: 'f.jpg', d: 'd', p: 'p*' });
      const sub = '           ^--------------!';
      const output = '        -f-(xy)--(zw)--|';
      expectObservable(source.pipe(imageSources(disk))).toBe(output, {
        f: { path: 'f.jpg' },
        x: { path: 'd/a.png' },
        y: { path: 'd/b.jpg' },
        z: { path: 'p1.jpg' },
        w: { path: 'p2.jpg' },
      });
      expectSubscriptions(source.subscriptions).toBe(sub);
    });
  });

  test('passes on an error of the source; an endless source keeps the output open', () => {
    marbles().run(({ cold, expectObservable }) => {
      const endless = cold('   -f----');
      expectObservable(endless.pipe(imageSources(disk)), '---!').toBe('-x--', { x: { path: 'f' } });
      expectObservable(cold('  -f-#').pipe(imageSources(disk))).toBe('-x-#', { x: { path: 'f' } });
      expectObservable(cold('--|').pipe(imageSources(disk))).toBe('--|');
    });
  });

  test.each<[string, readonly FoundImage[]]>([
    ['nope.jpg', [{ path: 'nope.jpg', error: 'no such file or folder' }]],
    ['x*.jpg', [{ path: 'x*.jpg', error: 'no file matches' }]],
    ['empty', [{ path: 'empty', error: 'a folder without images' }]],
    ['closed', [{ path: 'closed', error: 'denied' }]],
    [
      'mixed',
      [
        { path: 'mixed/a.jpg' },
        { path: 'mixed/b.heic', error: 'format that is not decoded' },
        { path: 'mixed/c.jpg', error: 'broken link' },
      ],
    ],
  ])('%s: what leads to no image is emitted with the reason', async (path, found) => {
    expect(await collect(of(path).pipe(imageSources(disk)))).toEqual(found);
  });
});
