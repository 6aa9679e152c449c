import { of } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { DirectoryEntry } from '../../src/core/index.ts';
import { folderContents } from '../../src/files/index.ts';
import { marbles } from '../support/marbles.ts';
import { only } from '../support/only.ts';
import { diskOf, missing, readDirectoryOf, type FakeDisk } from './fake-disk.ts';

const file = (name: string): DirectoryEntry => ({ name, kind: 'file', identity: '' });
const folder = (name: string): DirectoryEntry => ({ name, kind: 'directory', identity: name });

const contents = (disk: FakeDisk) => only(folderContents(readDirectoryOf(disk), 'root'));
const leftOut = async (disk: FakeDisk): Promise<readonly string[]> =>
  (await contents(disk)).leftOut.map(({ path, reason }) => `${path}: ${reason}`);

describe('folderContents', () => {
  test('lists a folder and its subfolders', () => {
    marbles().run(({ cold, expectObservable, expectSubscriptions }) => {
      const root = cold('    --(f|)          ', { f: [file('1.jpg'), folder('d')] });
      const d = cold('         ---(g|)        ', { g: [file('0.png'), file('a.txt')] });
      const expected = '     -----(x|)        ';
      const read = (path: string) => (path === 'root' ? root : d);
      const x = {
        images: ['root/1.jpg', 'root/d/0.png'],
        leftOut: [{ path: 'root/d/a.txt', reason: 'no image' }],
      };
      expectObservable(folderContents(read, 'root')).toBe(expected, { x });
      expectSubscriptions(root.subscriptions).toBe('^-!');
      expectSubscriptions(d.subscriptions).toBe('--^--!');
    });
  });

  test('never, empty, error', () => {
    marbles().run(({ cold, expectObservable }) => {
      const nothing = { x: { images: [], leftOut: [] } };
      expectObservable(folderContents(() => cold('-'), 'root')).toBe('-');
      expectObservable(folderContents(() => cold('--(f|)', { f: [] }), 'root')).toBe('--(x|)', nothing);
      expectObservable(folderContents(() => cold('--#', {}, missing('root')), 'root')).toBe(
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
      expectObservable(folderContents(read, 'root'), '----!').toBe('-----');
      expectSubscriptions(d.subscriptions).toBe('--^-!');
    });
  });

  test('a folder below the root that cannot be read is left out', () => {
    marbles().run(({ cold, expectObservable }) => {
      const root = cold('    --(f|)', { f: [file('1.jpg'), folder('d')] });
      const d = cold<DirectoryEntry[]>('         ---#', {}, missing('root/d'));
      const read = (path: string) => (path === 'root' ? root : d);
      const x = { images: ['root/1.jpg'], leftOut: [{ path: 'root/d', reason: 'cannot be read' }] };
      expectObservable(folderContents(read, 'root')).toBe('-----(x|)', { x });
    });
  });

  test('leaves out hidden files, other files, and what belongs to other programs', async () => {
    const names = ['.DS_Store', 'cat/._1.jpg', 'cat/1.jpg', 'cat/notes.txt', 'cat/Thumbs.db', 'cat/LICENSE'];
    const folders = ['@eaDir/1.jpg', '__MACOSX/cat/1.jpg', 'node_modules/a/icon.png', '.git/logo.png'];
    const found = await leftOut(diskOf([...names, ...folders].map((name) => `root/${name}`)));
    expect(found).toEqual([
      'root/.DS_Store: hidden',
      'root/.git: hidden',
      'root/@eaDir: of another program',
      'root/__MACOSX: of another program',
      'root/cat/._1.jpg: hidden',
      'root/cat/LICENSE: no image',
      'root/cat/Thumbs.db: of another program',
      'root/cat/notes.txt: no image',
      'root/node_modules: of another program',
    ]);
  });

  test('leaves out folders without images, and runs of Millrace; the root may be a run', async () => {
    const disk: FakeDisk = {
      root: ['metrics.jsonl', 'cat/', 'zebra/', 'runs/'],
      'root/cat': ['1.jpg'],
      'root/zebra': [],
      'root/runs': ['first/'],
      'root/runs/first': ['metrics.jsonl', 'loss.png'],
    };
    expect(await leftOut(disk)).toEqual([
      'root/metrics.jsonl: no image',
      'root/runs/first: run of Millrace',
      'root/zebra: folder without images',
    ]);
    expect((await contents(disk)).images).toEqual(['root/cat/1.jpg']);
  });

  test('leaves out links that lead nowhere or back, pipes, and what nobody may look at', async () => {
    const entry = (name: string, kind: DirectoryEntry['kind']): DirectoryEntry => ({
      name,
      kind,
      identity: 'i',
    });
    const entries = [
      { name: '.', kind: 'directory', identity: 'i' } as const,
      entry('a.jpg', 'broken link'),
      entry('b.jpg', 'other'),
      entry('c.jpg', 'unreadable'),
      entry('d', 'directory'),
    ];
    const { leftOut } = await only(folderContents(() => of(entries), 'root'));
    expect(leftOut.map(({ reason }) => reason)).toEqual([
      'broken link',
      'no file',
      'cannot be read',
      'link to a folder around it',
    ]);
  });
});
