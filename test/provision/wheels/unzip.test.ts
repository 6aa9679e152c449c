import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { take } from 'rxjs';
import { expect, test } from 'vitest';
import { createRng } from '../../../src/core/index.ts';
import { unzip } from '../../../src/provision/wheels/unzip.ts';
import { collect } from '../../support/collect.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { zip } from '../../support/zip.ts';

const unpack = (archive: string, folder: string, keep = /./): Promise<readonly number[]> =>
  collect(unzip({ archive, folder, keep }));

const noise = (length: number, seed: number): Buffer =>
  Buffer.from(Float64Array.from({ length }, createRng(seed).draws()).buffer);

/** Returns the files in a folder that this process has open; none on systems without /proc. */
const openFilesIn = (folder: string): readonly string[] =>
  process.platform !== 'linux'
    ? []
    : readdirSync('/proc/self/fd').flatMap((fd) => {
        try {
          const path = readlinkSync(`/proc/self/fd/${fd}`);
          return path.startsWith(folder) ? [path] : [];
        } catch {
          return [];
        }
      });

test('unpacks matching files without their first folder, with execute permission', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(archive, zip({ 'top/tool': 'run', 'top/sub/text': 'words', 'other/x': 'no' }, ['top/tool']));
  expect(await unpack(archive, out, /^top\//)).toEqual([3, 8]);
  expect(readFileSync(join(out, 'sub', 'text'), 'utf8')).toBe('words');
  expect(statSync(join(out, 'tool')).mode & 0o777).toBe(0o755);
  expect(statSync(join(out, 'sub', 'text')).mode & 0o111).toBe(0);
  expect(readdirSync(out).sort()).toEqual(['sub', 'tool']);
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
});

test('creates empty files and skips folders', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(archive, zip({ 'top/': '', 'top/sub/': '', 'top/empty': '' }));
  await unpack(archive, out);
  expect(readdirSync(out)).toEqual(['empty']);
  expect(statSync(join(out, 'empty')).size).toBe(0);
});

test.each(['top', 'top//.', 'top/a\u0000b'])('refuses %j, which names no file', async (name) => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  writeFileSync(archive, zip({ [name]: 'words' }));
  await expect(unpack(archive, join(folder.path, 'out'))).rejects.toThrow(
    `${JSON.stringify(name)} in the archive is not the path of a file in a folder`,
  );
  expect(existsSync(join(folder.path, 'out'))).toBe(false);
});

test('emits several counts for a large file', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const large = noise(300_000, 1);
  writeFileSync(archive, zip({ 'top/large': large }));
  const progress = await unpack(archive, folder.path);
  expect(progress.length).toBeGreaterThan(1);
  expect(progress.at(-1)).toBe(2_400_000);
  expect(readFileSync(join(folder.path, 'large')).equals(large)).toBe(true);
});

test('an unsubscribe stops the writing, closes all files and creates no more folders', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(archive, zip({ 'top/large': noise(300_000, 1), 'top/sub/next': 'words' }));
  const [written] = await collect(unzip({ archive, folder: out, keep: /./ }).pipe(take(1)));
  rmSync(out, { recursive: true });
  expect(written).toBeLessThan(2_400_000);
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
  expect(existsSync(out)).toBe(false);
});

test('an immediate unsubscribe writes nothing and closes the archive', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  writeFileSync(archive, zip({ 'top/a': 'words' }));
  unzip({ archive, folder: join(folder.path, 'out'), keep: /./ })
    .subscribe()
    .unsubscribe();
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
  expect(readdirSync(folder.path)).toEqual(['a.zip']);
});

/** Offsets in a record of the central directory. */
const FLAGS = 8;
const SIZE = 24;

/** Adds to a byte of the first record of the central directory. */
const changed =
  (field: number, by: number) =>
  (archive: Buffer): Buffer => {
    const at = archive.indexOf('PK\x01\x02', 0, 'latin1') + field;
    archive.writeUInt16LE(archive.readUInt16LE(at) + by, at);
    return archive;
  };

test.each([
  ['not an archive', () => Buffer.from('words'), /not a zip file/],
  ['cut off at the front', (archive: Buffer) => archive.subarray(400), /unexpected EOF/],
  ['truncated', (archive: Buffer) => archive.subarray(0, -30), /truncated/],
  [
    'without a part of its data',
    (archive: Buffer) => Buffer.concat([archive.subarray(0, 200), archive.subarray(400)]),
    /unexpected EOF/,
  ],
  ['damaged data', (archive: Buffer) => archive.fill(0xff, 35, 36), /invalid block type/],
  ['a size below the actual one', changed(SIZE, -1), /too many bytes .*expected 791/],
  ['a size above the actual one', changed(SIZE, 1), /not enough bytes .*expected 793/],
  ['encryption', changed(FLAGS, 1), /encrypted/],
])('%s: errors and closes the archive', async (_, damage, message) => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  writeFileSync(archive, damage(zip({ 'top/a': noise(99, 2) })));
  await expect(unpack(archive, join(folder.path, 'out'))).rejects.toThrow(message);
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
});

test.each([
  ['top/../../secret', /invalid relative path/],
  ['../secret', /invalid relative path/],
  ['/top/secret', /absolute path/],
  ['C:/secret', /absolute path/],
  ['top\\..\\..\\secret', /invalid characters/],
])('refuses %s, a path out of the folder', async (name, message) => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  writeFileSync(archive, zip({ 'top/a': 'words', [name]: 'words' }));
  await expect(unpack(archive, join(folder.path, 'out', 'top'))).rejects.toThrow(message);
  expect(
    readdirSync(folder.path, { recursive: true }).filter((path) => String(path).includes('secret')),
  ).toEqual([]);
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
});

test('refuses a link, and writes nothing through it', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(
    archive,
    zip({ 'top/a': 'words', 'top/link': '..', 'top/link/b': 'words' }, [], ['top/link']),
  );
  await expect(unpack(archive, out)).rejects.toThrow('top/link in the archive is not a regular file');
  expect(readdirSync(out)).toEqual(['a']);
  await expect.poll(() => openFilesIn(folder.path)).toEqual([]);
});

test('ignores a link that does not match', async () => {
  using folder = temporaryFolder();
  const archive = join(folder.path, 'a.zip');
  const out = join(folder.path, 'out');
  writeFileSync(archive, zip({ 'top/link': '..', 'top/a': 'words' }, [], ['top/link']));
  expect(await unpack(archive, out, /a$/)).toEqual([5]);
  expect(readdirSync(out)).toEqual(['a']);
});
