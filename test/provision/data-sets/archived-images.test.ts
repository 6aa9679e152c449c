import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forkJoin, tap } from 'rxjs';
import { expect, test } from 'vitest';
import { archivedImages, imagenetteImages } from '../../../src/provision/data-sets/index.ts';
import { collect } from '../../support/collect.ts';
import { only } from '../../support/only.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { fileEntry } from '../fetching/made-tgz.ts';
import { madeArchive, noise, images } from './made-archive.ts';
import { madeServer, sends, status } from './made-server.ts';
import { failure, filesBelow, RETRY_POLICY, run, stages } from './setting.ts';

/** No server listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const IMAGES = ['noisy.csv', 'train/cat/1.jpg', 'train/dog/2.jpg', 'val/cat/3.jpg'];

test('announces, downloads, verifies and unpacks; then everything is there, without network', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(madeArchive().bytes));
  const { archive, bytes } = madeArchive();
  const config = { archive, baseUrl: `${server.url}/`, cacheFolder: cache.path };
  const progress = await run(config);
  const folder = join(cache.path, 'made');
  const ready = { _tag: 'ImagesReady', folder };
  expect(stages(progress)).toEqual(['WillFetch', 'Downloading', 'Verifying', 'Unpacking', 'ImagesReady']);
  expect(progress[0]).toEqual({
    _tag: 'WillFetch',
    downloads: [{ name: 'made', bytes: bytes.length, bytesHere: 0 }],
    how: `from ${server.url}/made2.tgz`,
    folder,
    diskBytes: bytes.length + 300_000,
  });
  expect(progress.findLast(({ _tag }) => _tag === 'Downloading')).toMatchObject({
    bytes: bytes.length,
    totalBytes: bytes.length,
  });
  expect(progress.at(-1)).toEqual(ready);
  expect(filesBelow(folder)).toEqual(IMAGES);
  expect(readFileSync(join(folder, 'train/cat/1.jpg')).equals(noise(150_000, 1))).toBe(true);
  expect(readdirSync(cache.path)).toEqual(['made']);
  expect(await run({ ...config, baseUrl: NOWHERE })).toEqual([ready]);
  expect(server.requests).toEqual(['/folder/made2.tgz all']);
});

test('two at once: one waits, one downloads', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(sends(madeArchive().bytes));
  const { archive } = madeArchive();
  const images$ = archivedImages({ archive, baseUrl: server.url, cacheFolder: cache.path });
  const both = await only(forkJoin([images$, images$]));
  expect(both.map(({ _tag }) => _tag)).toEqual(['ImagesReady', 'ImagesReady']);
  expect(server.requests).toHaveLength(1);
});

test('killed while unpacking, it continues with the archive that is there, without network', async () => {
  using cache = temporaryFolder();
  const { archive, bytes } = madeArchive();
  writeFileSync(join(cache.path, 'made.tgz.part'), bytes);
  const leftover = join(cache.path, `made.partial-${2 ** 22 + 1}@nowhere-abcdef`);
  mkdirSync(join(leftover, 'made2'), { recursive: true });
  const progress = await run({ archive, baseUrl: NOWHERE, cacheFolder: cache.path });
  expect(stages(progress)).toEqual(['Verifying', 'Unpacking', 'ImagesReady']);
  expect(existsSync(join(cache.path, 'made.tgz.part'))).toBe(false);
});

test('killed after unpacking, it removes the archive the next time; a folder without val is replaced', async () => {
  using cache = temporaryFolder();
  const { archive, bytes } = madeArchive();
  mkdirSync(join(cache.path, 'made', 'train', 'broken'), { recursive: true });
  writeFileSync(join(cache.path, 'made.tgz.part'), bytes);
  const config = { archive, baseUrl: NOWHERE, cacheFolder: cache.path };
  await run(config);
  expect(filesBelow(join(cache.path, 'made'))).toEqual(IMAGES);
  writeFileSync(join(cache.path, 'made.tgz.part'), bytes);
  expect(stages(await run(config))).toEqual(['ImagesReady']);
  expect(readdirSync(cache.path)).toEqual(['made']);
});

test.each([
  [
    'cut short',
    [fileEntry('made2/train/1.jpg', noise(5000))],
    (bytes: Buffer) => bytes.subarray(0, 3000),
    'unexpected end of file',
  ],
  ['not an archive', [], () => Buffer.from('words'), 'incorrect header check'],
])('an archive that is %s is refused and not kept', async (_, entries, damage, message) => {
  using cache = temporaryFolder();
  const bytes = damage(madeArchive(entries).bytes);
  const { archive } = madeArchive(entries);
  const pinned = {
    ...archive,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  await using server = await madeServer(sends(bytes));
  const config = { archive: pinned, baseUrl: server.url, cacheFolder: cache.path };
  expect(await failure(config, 'DownloadFailed')).toContain(message);
  expect(readdirSync(cache.path)).toEqual([]);
});

const one = fileEntry('made2/train/1.jpg', 'x');
test.each([
  [
    'a path upwards',
    [one, fileEntry('../../evil', 'x')],
    '../../evil in the archive leads out of its folder',
  ],
  ['an absolute path', [one, fileEntry('/evil', 'x')], '/evil in the archive is an absolute path'],
  ['a link', [one, { ...fileEntry('made2/l', ''), type: '2', link: '/' }], 'is a SymbolicLink'],
  ['a hard link', [one, { ...fileEntry('made2/l', ''), type: '1', link: 'made2/train/1.jpg' }], 'is a Link'],
  ['a device', [one, { ...fileEntry('made2/d', ''), type: '3' }], 'is a CharacterDevice'],
  [
    'too many files',
    Array.from({ length: 21 }, (_, i) => fileEntry(`made2/train/${i}`, '')),
    'more than 20 files and folders',
  ],
  [
    'too many bytes',
    [fileEntry('made2/train/1', Buffer.alloc(700_000))],
    'the archive holds more than 600 kB',
  ],
  ['no val', [one], 'no made2/train and made2/val'],
])('%s in an archive: refused, and nothing is left behind', async (_, entries, message) => {
  using cache = temporaryFolder();
  const { archive, bytes } = madeArchive(entries);
  await using server = await madeServer(sends(bytes));
  const config = { archive, baseUrl: server.url, cacheFolder: join(cache.path, 'millrace') };
  expect(await failure(config, 'DownloadFailed')).toContain(message);
  expect(readdirSync(config.cacheFolder)).toEqual([]);
  expect(readdirSync(cache.path)).toEqual(['millrace']);
});

test('no room, and no permission to write', async () => {
  using cache = temporaryFolder();
  const { archive } = madeArchive(images(), { unpackedBytes: 1e18 });
  const config = { archive, baseUrl: NOWHERE, cacheFolder: cache.path };
  expect(await failure(config, 'WriteFailed')).toMatch(
    /1000000\.0 TB of free disk space in .*XDG_CACHE_HOME/,
  );
  writeFileSync(join(cache.path, 'file'), '');
  const taken = { ...config, cacheFolder: join(cache.path, 'file') };
  expect(await failure(taken, 'WriteFailed')).toContain('XDG_CACHE_HOME');
});

test('a disk that fails while unpacking: the archive is kept', async () => {
  using cache = temporaryFolder();
  const { archive, bytes } = madeArchive();
  writeFileSync(join(cache.path, 'made.tgz.part'), bytes);
  const failing$ = archivedImages({ archive, baseUrl: NOWHERE, cacheFolder: cache.path }).pipe(
    tap(({ _tag }) => {
      if (_tag !== 'Unpacking') return;
      const workspace = readdirSync(cache.path).find((name) => name.includes('.partial-'))!;
      rmSync(join(cache.path, workspace), { recursive: true });
    }),
  );
  await expect(collect(failing$)).rejects.toMatchObject({ detail: { _tag: 'WriteFailed' } });
  expect(readdirSync(cache.path)).toEqual(['made.tgz.part']);
});

test('an invalid address is a bad option', async () => {
  using cache = temporaryFolder();
  const { archive } = madeArchive();
  for (const baseUrl of ['', 'ftp://x', 'http://', 'words']) {
    const message = await failure({ archive, baseUrl, cacheFolder: cache.path }, 'BadOption');
    expect(message).toContain('(MADE_URL)');
  }
});

test('downloads Imagenette from the address in the environment', async () => {
  using cache = temporaryFolder();
  await using server = await madeServer(status(404));
  process.env['MILLRACE_IMAGENETTE_URL'] = server.url;
  const config = { name: 'imagenette-160', cacheFolder: cache.path, retryPolicy: RETRY_POLICY } as const;
  await expect(only(imagenetteImages(config))).rejects.toThrow('404');
  delete process.env['MILLRACE_IMAGENETTE_URL'];
  expect(server.requests).toEqual(['/folder/imagenette2-160.tgz all']);
});
