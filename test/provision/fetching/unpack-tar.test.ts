import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { unpackTar, type UnpackTar } from '../../../src/provision/fetching/unpack-tar.ts';
import { collect } from '../../support/collect.ts';
import { fileEntry, folderEntry, tgz, type TarEntry } from './made-tgz.ts';

let top: string;
let folder: string;
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'unpack-tar-'));
  folder = join(top, 'out');
  mkdirSync(folder);
});
afterEach(() => {
  rmSync(top, { recursive: true });
});

function unpacking(entries: readonly TarEntry[], bounds: Partial<UnpackTar> = {}): UnpackTar {
  const archive = join(top, 'a.tgz');
  writeFileSync(archive, tgz(entries));
  return { archive, folder, maxEntries: 10, maxBytes: 2 ** 24, ...bounds };
}
const unpack = (...args: Parameters<typeof unpacking>) => collect(unpackTar(unpacking(...args)));

test('writes files and folders, also folders without an entry, and emits the bytes done', async () => {
  const long = Buffer.alloc(3_000_000, 'long');
  const progress = await unpack([
    folderEntry('./'),
    folderEntry('a/'),
    fileEntry('a/empty', ''),
    fileEntry('./a/b/c', 'deep'),
    fileEntry('a/long', long),
    folderEntry('a'),
  ]);
  expect(progress).toHaveLength(6);
  expect(progress.at(-1)).toBe(statSync(join(top, 'a.tgz')).size);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['a', 'a/b', 'a/b/c', 'a/empty', 'a/long']);
  expect(readFileSync(join(folder, 'a/b/c'), 'utf8')).toBe('deep');
  expect(readFileSync(join(folder, 'a/empty'), 'utf8')).toBe('');
  expect(readFileSync(join(folder, 'a/long')).equals(long)).toBe(true);
  expect(statSync(join(folder, 'a/b/c')).mode & 0o111).toBe(0);
});

const hostile: readonly (readonly [string, readonly TarEntry[], string])[] = [
  ['a path upwards', [fileEntry('../evil', 'x')], '../evil in the archive leads out of its folder'],
  ['a path upwards from within', [fileEntry('a/../../evil', 'x')], 'leads out of its folder'],
  ['an absolute path', [fileEntry('/evil', 'x')], '/evil in the archive is an absolute path'],
  ['a backslash', [fileEntry('a\\..\\evil', 'x')], 'has a backslash'],
  ['a drive', [fileEntry('c:evil', 'x')], 'a colon'],
  ['a control character', [fileEntry('a\nb', 'x')], 'a control character in its name'],
  [
    'a symbolic link',
    [{ ...fileEntry('l', ''), type: '2', link: '..' }],
    'l in the archive is a SymbolicLink, not a file or folder',
  ],
  ['a hard link', [fileEntry('a', 'x'), { ...fileEntry('l', ''), type: '1', link: 'a' }], 'is a Link,'],
  ['a character device', [{ ...fileEntry('d', ''), type: '3' }], 'is a CharacterDevice,'],
  ['a block device', [{ ...fileEntry('d', ''), type: '4' }], 'is a BlockDevice,'],
  ['a pipe', [{ ...fileEntry('p', ''), type: '6' }], 'is a FIFO,'],
  [
    'a long path',
    [{ ...fileEntry('L', `${'d/'.repeat(128)}f\0`), type: 'L' }, fileEntry('short', 'x')],
    'is a path of more than 255 bytes',
  ],
  ['a file twice', [fileEntry('a', 'x'), fileEntry('./a', 'y')], 'a occurs twice in the archive'],
  [
    'a file as a folder',
    [fileEntry('a', 'x'), fileEntry('a/b', 'y')],
    'a is both a file and a folder in the archive',
  ],
  ['a folder as a file', [fileEntry('a/b', 'x'), fileEntry('a', 'y')], 'a occurs twice in the archive'],
  ['a file without a name', [fileEntry('.', 'x')], '. in the archive is a file without a name'],
];
test.each(hostile)('%s is refused', async (_, entries, message) => {
  await expect(unpack(entries)).rejects.toThrow(message);
  expect(readdirSync(top).sort()).toEqual(['a.tgz', 'out']);
  expect(existsSync(join(top, '..', 'evil'))).toBe(false);
});

test('refuses too many files', async () => {
  const many = ['a', 'b', 'c'].map((name) => fileEntry(name, ''));
  await expect(unpack(many, { maxEntries: 2 })).rejects.toThrow('more than 2 files and folders');
  await unpack(
    many.map((entry) => ({ ...entry, name: `${entry.name}2` })),
    { maxEntries: 3 },
  );
});

test('refuses too many bytes, and does not write the rest', async () => {
  const bomb = [fileEntry('zeros', Buffer.alloc(50_000_000))];
  await expect(unpack(bomb, { maxBytes: 1_000_000 })).rejects.toThrow('more than 1 MB');
  expect(statSync(join(folder, 'zeros')).size).toBeLessThan(1_100_000);
});

test('after an unsubscribe, writes nothing into a removed folder', async () => {
  const entries = Array.from({ length: 200 }, (_, i) => fileEntry(`a/${i}/f`, 'x'.repeat(1000)));
  await new Promise<void>((resolve) => {
    const subscription = unpackTar(unpacking(entries, { maxEntries: 200 })).subscribe(() => {
      subscription.unsubscribe();
      rmSync(folder, { recursive: true });
      resolve();
    });
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(existsSync(folder)).toBe(false);
});
